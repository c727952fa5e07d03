//! Windows' service manager: how the server is made a service there, and what it then hears and is
//! told.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File, OpenOptions};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use tokio::sync::Notify;
use windows_service::service::{
    ServiceAccess, ServiceAction, ServiceActionType, ServiceControl, ServiceControlAccept,
    ServiceErrorControl, ServiceExitCode, ServiceFailureActions, ServiceFailureResetPeriod,
    ServiceInfo, ServiceStartType, ServiceState, ServiceStatus, ServiceType,
};
use windows_service::service_control_handler::{
    ServiceControlHandlerResult, ServiceStatusHandle, register,
};
use windows_service::service_manager::{ServiceManager, ServiceManagerAccess};
use windows_service::{define_windows_service, service_dispatcher};

/// What the service manager calls it.
const NAME: &str = "walkup-server";

/// The account that it runs as: it may use the network and nothing of the machine but its folder.
const ACCOUNT: &str = r"NT AUTHORITY\LocalService";

/// Who may look into the folder with the data: administrators, the system, and that account, by
/// their numbers, since their names are translated.
const MAY: [&str; 3] = ["*S-1-5-32-544:(OI)(CI)F", "*S-1-5-18:(OI)(CI)F", "*S-1-5-19:(OI)(CI)M"];

/// How long a start or a stop may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// The size from which on a log is put aside at a start; one older log is kept.
const LONG_LOG: u64 = 10_000_000;

type Work = Box<dyn FnOnce() -> anyhow::Result<()> + Send>;

/// What to do once the service manager has called; it passes nothing on itself.
static WORK: Mutex<Option<Work>> = Mutex::new(None);

/// Who is told how the service is, while there is one.
static MANAGER: OnceLock<ServiceStatusHandle> = OnceLock::new();

/// Rung when the service manager wants an end.
static STOP: Notify = Notify::const_new();

/// Makes this program a service and starts it, now and with the machine.
pub fn install() -> anyhow::Result<Vec<String>> {
    let folder = data_dir()?;
    fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let allowed = Command::new("icacls")
        .arg(&folder)
        .args(["/inheritance:r", "/grant:r"])
        .args(MAY)
        .output()
        .context("cannot run icacls")?;
    ensure!(allowed.status.success(), "cannot protect {}", folder.display());
    let is_first = super::write_first_settings(&folder)?;
    let manager = connect(ServiceManagerAccess::CONNECT | ServiceManagerAccess::CREATE_SERVICE)?;
    let info = ServiceInfo {
        name: NAME.into(),
        display_name: "Walkup server".into(),
        service_type: ServiceType::OWN_PROCESS,
        start_type: ServiceStartType::AutoStart,
        error_control: ServiceErrorControl::Normal,
        executable_path: super::program()?,
        launch_arguments: vec![
            "service".into(),
            "run".into(),
            "--data-dir".into(),
            (&folder).into(),
        ],
        dependencies: Vec::new(),
        account_name: Some(ACCOUNT.into()),
        account_password: None,
    };
    let access = ServiceAccess::CHANGE_CONFIG | ServiceAccess::START | ServiceAccess::QUERY_STATUS;
    let service = manager.create_service(&info, access).context("cannot create the service")?;
    service.set_description("Runs the walk-in desk: kiosks, staff and displays connect to it.")?;
    let restart =
        ServiceAction { action_type: ServiceActionType::Restart, delay: Duration::from_secs(1) };
    let actions = ServiceFailureActions {
        reset_period: ServiceFailureResetPeriod::After(Duration::from_secs(3600)),
        reboot_msg: None,
        command: None,
        actions: Some(vec![restart.clone(), restart.clone(), restart]),
    };
    let restarting = service
        .update_failure_actions(actions)
        .and_then(|()| service.set_failure_actions_on_non_crash_failures(true));
    service.start::<&OsStr>(&[]).context("cannot start the service")?;
    let state = settled(&service, ServiceState::Running)?;
    let log = log_file(&folder);
    ensure!(state == ServiceState::Running, "the service ended; {} says why", log.display());
    let folder = folder.display();
    let mut lines = vec![
        format!("installed and started {NAME}"),
        format!(
            "its data, walkup.toml and walkup.log are in {folder}: use --data-dir \"{folder}\""
        ),
    ];
    if is_first {
        lines.push("it listens on all addresses, encrypted".to_owned());
    }
    if let Err(error) = restarting {
        lines.push(format!("it is not started again when it fails: {error}"));
    }
    Ok(lines)
}

/// Stops the service and removes it; the data stays.
pub fn uninstall() -> anyhow::Result<Vec<String>> {
    let access = ServiceAccess::STOP | ServiceAccess::DELETE | ServiceAccess::QUERY_STATUS;
    let service = open(access)?;
    if service.query_status()?.current_state != ServiceState::Stopped {
        service.stop().context("cannot stop the service")?;
        let state = settled(&service, ServiceState::Stopped)?;
        ensure!(state == ServiceState::Stopped, "the service does not stop");
    }
    service.delete().context("cannot remove the service")?;
    Ok(vec![format!("removed {NAME}; the data is still in {}", data_dir()?.display())])
}

/// How the service is. Fails when it does not run.
pub fn status() -> anyhow::Result<()> {
    let status = open(ServiceAccess::QUERY_STATUS)?.query_status()?;
    ensure!(status.current_state == ServiceState::Running, "the service does not run");
    println!("{NAME} runs");
    Ok(())
}

/// Does the service's work for the service manager, which started this process, and returns when
/// it is over.
pub fn serve(work: impl FnOnce() -> anyhow::Result<()> + Send + 'static) -> anyhow::Result<()> {
    *WORK.lock().unwrap_or_else(PoisonError::into_inner) = Some(Box::new(work));
    service_dispatcher::start(NAME, entry).context("only Windows' service manager starts this")
}

/// The file that a service logs to, since nobody sees what it prints.
pub fn open_log(folder: &Path) -> anyhow::Result<File> {
    let path = log_file(folder);
    if fs::metadata(&path).is_ok_and(|log| log.len() > LONG_LOG) {
        fs::rename(&path, folder.join("walkup.old.log")).context("cannot put the log aside")?;
    }
    let file = OpenOptions::new().create(true).append(true).open(&path);
    file.with_context(|| format!("cannot write {}", path.display()))
}

/// Tells the service manager, if there is one, that clients may come.
pub fn tell_ready() {
    tell(ServiceState::Running, 0);
}

/// Tells the service manager that the server stops.
pub fn tell_stopping() {
    tell(ServiceState::StopPending, 0);
}

/// Returns when the service manager wants an end; never without one.
pub async fn stop_wanted() {
    STOP.notified().await;
}

define_windows_service!(entry, start);

fn start(_arguments: Vec<OsString>) {
    let manager = register(NAME, |control| match control {
        ServiceControl::Stop | ServiceControl::Shutdown => {
            STOP.notify_one();
            ServiceControlHandlerResult::NoError
        }
        ServiceControl::Interrogate => ServiceControlHandlerResult::NoError,
        _ => ServiceControlHandlerResult::NotImplemented,
    });
    // Without it nobody could be told that this failed.
    let Ok(manager) = manager else { return };
    MANAGER.set(manager).ok();
    tell(ServiceState::StartPending, 0);
    let work = WORK.lock().unwrap_or_else(PoisonError::into_inner).take();
    let done = work.map_or(Ok(()), |work| work());
    if let Err(error) = &done {
        tracing::error!("{error:#}");
    }
    tell(ServiceState::Stopped, u32::from(done.is_err()));
}

fn tell(state: ServiceState, failure: u32) {
    let Some(manager) = MANAGER.get() else { return };
    let is_running = state == ServiceState::Running;
    let told = manager.set_service_status(ServiceStatus {
        service_type: ServiceType::OWN_PROCESS,
        current_state: state,
        controls_accepted: if is_running {
            ServiceControlAccept::STOP | ServiceControlAccept::SHUTDOWN
        } else {
            ServiceControlAccept::empty()
        },
        exit_code: match failure {
            0 => ServiceExitCode::NO_ERROR,
            number => ServiceExitCode::ServiceSpecific(number),
        },
        checkpoint: 0,
        wait_hint: PATIENCE,
        process_id: None,
    });
    if let Err(error) = told {
        tracing::warn!("the service manager cannot be told: {error}");
    }
}

/// The state that a service comes to, once it is neither starting nor stopping, or `wanted`.
fn settled(
    service: &windows_service::service::Service,
    wanted: ServiceState,
) -> anyhow::Result<ServiceState> {
    let give_up = Instant::now() + PATIENCE;
    loop {
        let state = service.query_status()?.current_state;
        let is_moving = matches!(state, ServiceState::StartPending | ServiceState::StopPending)
            || (wanted == ServiceState::Stopped && state == ServiceState::Running);
        if state == wanted || !is_moving || Instant::now() > give_up {
            return Ok(state);
        }
        std::thread::sleep(Duration::from_millis(100));
    }
}

fn open(access: ServiceAccess) -> anyhow::Result<windows_service::service::Service> {
    let manager = connect(ServiceManagerAccess::CONNECT)?;
    manager
        .open_service(NAME, access)
        .context("the service is not installed, or not yours to touch")
}

fn connect(access: ServiceManagerAccess) -> anyhow::Result<ServiceManager> {
    ServiceManager::local_computer(None::<&str>, access)
        .context("cannot reach the service manager; run this as an administrator")
}

fn log_file(folder: &Path) -> PathBuf {
    folder.join("walkup.log")
}

fn data_dir() -> anyhow::Result<PathBuf> {
    let place = std::env::var_os("ProgramData").context("ProgramData is not set")?;
    Ok(PathBuf::from(place).join("Walkup"))
}
