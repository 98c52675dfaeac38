@echo off
rem Runs the packaged program (mvn package) with options for Java: the module of the Vector API, the collector that takes
rem the least memory here, and silence on native access.
rem JAVA_OPTS has further options for Java, such as -Xmx2g.
setlocal
set "JAVA=java"
if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\java"
for %%J in ("%~dp0crosscheck.jar" "%~dp0..\crosscheck.jar" "%~dp0..\target\crosscheck.jar") do (
  if exist %%J (
    "%JAVA%" -XX:+IgnoreUnrecognizedVMOptions -XX:+UseSerialGC --add-modules=jdk.incubator.vector --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow %JAVA_OPTS% -jar %%J %*
    exit /b
  )
)
echo crosscheck.jar: not found in %~dp0, beside it or in %~dp0..\target. 1>&2
echo Build it with "mvn package". 1>&2
exit /b 1
