@echo off
rem Installs one of Walkup's programs for this machine, or takes it away again:
rem   install.cmd server|staff|kiosk|display [remove]
rem The server needs a command prompt that was opened as an administrator, and so does copying.
rem Kiosk and display then start whenever the user signs in who ran this.
setlocal
set "FOLDER=%ProgramFiles%\Walkup"
set "STARTS=HKCU\Software\Microsoft\Windows\CurrentVersion\Run"
set "PROGRAM=walkup-%~1.exe"
if "%~1"=="" goto usage
if not exist "%~dp0%PROGRAM%" goto usage
if /i "%~2"=="remove" goto remove
if not "%~2"=="" goto usage

if not exist "%FOLDER%" mkdir "%FOLDER%"
copy /y "%~dp0%PROGRAM%" "%FOLDER%" >nul
if errorlevel 1 goto failed
if /i "%~1"=="server" goto service
if /i "%~1"=="staff" goto done
reg add "%STARTS%" /v "Walkup %~1" /t REG_SZ /d "\"%FOLDER%\%PROGRAM%\"" /f >nul
if errorlevel 1 goto failed
:done
echo %PROGRAM% is in %FOLDER%
exit /b 0

:service
"%FOLDER%\%PROGRAM%" service install
exit /b %errorlevel%

:remove
if /i "%~1"=="server" "%FOLDER%\%PROGRAM%" service uninstall
if /i not "%~1"=="server" reg delete "%STARTS%" /v "Walkup %~1" /f >nul 2>nul
del "%FOLDER%\%PROGRAM%"
if exist "%FOLDER%\%PROGRAM%" goto failed
echo %PROGRAM% was removed; what it kept stays
exit /b 0

:failed
echo install.cmd: it did not work. Was this prompt opened as an administrator?
exit /b 1

:usage
echo usage: install.cmd server^|staff^|kiosk^|display [remove]
exit /b 2
