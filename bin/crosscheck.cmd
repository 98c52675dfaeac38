@echo off
rem Runs the packaged program (mvn package) with the options for Java in java.options beside this file.
rem JAVA_OPTS has further ones, such as -Xmx2g.
setlocal
set "JAVA=java"
if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\java"
for %%J in ("%~dp0crosscheck.jar" "%~dp0..\crosscheck.jar" "%~dp0..\target\crosscheck.jar") do (
  if exist %%J (
    "%JAVA%" "@%~dp0java.options" %JAVA_OPTS% -jar %%J %*
    exit /b
  )
)
echo crosscheck.jar: not found in %~dp0, beside it or in %~dp0..\target. 1>&2
echo Build it with "mvn package". 1>&2
exit /b 1
