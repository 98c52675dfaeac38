@echo off
rem Runs the packaged program (mvn package) with the options for Java in java.options, or short.options, beside this file, and with the
rem archive of classes beside the jar if there is one.
rem JAVA_OPTS has further ones, such as -Xmx2g.
setlocal
set "JAVA=java"
if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\java"
set "OPTIONS=java.options"
rem As in crosscheck.
set "MEMORY="
if "%~1"=="serve" set "MEMORY=-Xmx192m -XX:+ExitOnOutOfMemoryError"
if "%~1"=="explore" set "MEMORY=-Xmx192m -XX:+ExitOnOutOfMemoryError"
for %%C in (course explore predict serve export inspect compare completion help -h --help -V --version) do if "%~1"=="%%C" set "OPTIONS=short.options"
for %%J in ("%~dp0crosscheck.jar" "%~dp0..\crosscheck.jar" "%~dp0..\target\crosscheck.jar") do (
  if exist %%J (
    if exist "%%~dpnJ.jsa" (
      "%JAVA%" "@%~dp0%OPTIONS%" "-Dcrosscheck.command=%~0" "-XX:SharedArchiveFile=%%~dpnJ.jsa" %MEMORY% %JAVA_OPTS% -jar %%J %*
    ) else (
      "%JAVA%" "@%~dp0%OPTIONS%" "-Dcrosscheck.command=%~0" %MEMORY% %JAVA_OPTS% -jar %%J %*
    )
    exit /b
  )
)
echo crosscheck.jar: not found in %~dp0, beside it or in %~dp0..\target. 1>&2
echo Build it with "mvn package". 1>&2
exit /b 1
