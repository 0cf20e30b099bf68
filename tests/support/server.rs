//! Our server as a real child process, so that it can be killed at any moment and started again on the same folder.

use std::fs::File;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

use reqwest::Method;

use super::client::Client;
use super::patience;

/// How to start a program that serves HTTP: everything a restart needs.
#[derive(Clone, Debug)]
pub struct Launch {
    program: PathBuf,
    arguments: Vec<String>,
    environment: Vec<(String, String)>,
    /// The path that answers below 500 once the server is ready.
    ready: String,
    address: SocketAddr,
    log: PathBuf,
}

/// A running server; dropping it kills it and everything that it started.
pub struct Server {
    launch: Launch,
    child: Child,
}

/// A port of loopback that was free a moment ago.
pub fn free_address() -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("loopback has a free port");
    listener.local_addr().expect("a bound socket has an address")
}

impl Launch {
    /// The `zhibao` that cargo built for this test, with its arguments. `log` takes what it prints.
    pub fn zhibao(arguments: &[&str], address: SocketAddr, log: &Path) -> Self {
        Self::program(Path::new(env!("CARGO_BIN_EXE_zhibao")), arguments, address, log)
    }

    /// Any other program that will listen on `address`.
    pub fn program(program: &Path, arguments: &[&str], address: SocketAddr, log: &Path) -> Self {
        Self {
            program: program.to_owned(),
            arguments: arguments.iter().map(|&it| it.to_owned()).collect(),
            environment: Vec::new(),
            ready: "/".to_owned(),
            address,
            log: log.to_owned(),
        }
    }

    /// Adds a variable to the child's environment, such as a setting.
    #[must_use]
    pub fn with_variable(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Names the path that is asked until the server is ready; `/` unless said.
    #[must_use]
    pub fn ready_when(mut self, path: &str) -> Self {
        path.clone_into(&mut self.ready);
        self
    }

    /// Puts another program before this one, such as strace with its options.
    #[must_use]
    pub fn under(mut self, program: &str, arguments: &[String]) -> Self {
        let inner = std::mem::replace(&mut self.program, PathBuf::from(program));
        let mut all = arguments.to_vec();
        all.push(inner.display().to_string());
        all.append(&mut self.arguments);
        self.arguments = all;
        self
    }

    /// Starts it and waits until it answers; panics with its log if it ends before.
    pub async fn start(self) -> Server {
        let mut server = self.start_unready();
        server.until_ready().await;
        server
    }

    /// Starts it and does not wait: for a child that is killed while it starts.
    pub fn start_unready(self) -> Server {
        let child = self.spawn();
        Server { launch: self, child }
    }

    fn spawn(&self) -> Child {
        let log = File::options()
            .create(true)
            .append(true)
            .open(&self.log)
            .expect("the log opens");
        Command::new(&self.program)
            .args(&self.arguments)
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("the log opens twice"))
            .stderr(log)
            // A group of its own, so that strace and what it traces die together.
            .process_group(0)
            .spawn()
            .unwrap_or_else(|error| panic!("{}: {error}", self.program.display()))
    }
}

impl Server {
    /// The base for a client, such as `http://127.0.0.1:41234`.
    pub fn origin(&self) -> String {
        format!("http://{}", self.launch.address)
    }

    /// A visitor without cookies.
    pub fn client(&self) -> Client {
        Client::new(&self.origin())
    }

    /// Waits until the server answers; panics with the log if it has ended.
    pub async fn until_ready(&mut self) {
        let client = self.client();
        let path = self.launch.ready.clone();
        patience::until(Duration::from_mins(1), "the server to answer", async || {
            if let Some(status) = self.status() {
                panic!(
                    "the server ended with {status} before it was ready:\n{}",
                    self.log()
                );
            }
            match client.try_send(Method::GET, &path, None, Vec::new()).await {
                Ok(answer) if answer.status < 500 => Ok(()),
                Ok(answer) => Err(format!("{path} answers {}", answer.status)),
                Err(error) => Err(error.to_string()),
            }
        })
        .await;
    }

    /// `None` while it runs.
    pub fn status(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().expect("the child can be asked")
    }

    /// SIGKILL, as a power cut seen from the process: nothing is flushed. Returns when it is gone, and under a tracer
    /// what was traced too: else it could still hold the port and the index.
    pub fn kill(&mut self) {
        self.signal("KILL");
        self.child.wait().expect("a killed child ends");
        let group = self.child.id();
        let until_gone =
            format!("n=0; while kill -0 -{group} && [ $n -lt 250 ]; do sleep 0.02; n=$((n + 1)); done");
        let gone = Command::new("sh")
            .args(["-c", &until_gone])
            .stderr(Stdio::null())
            .status();
        assert!(gone.is_ok(), "nobody looked whether the group is gone");
    }

    /// SIGTERM, as an operator or systemd stops it; panics if it is still there after `limit`.
    pub async fn terminate(&mut self, limit: Duration) -> ExitStatus {
        self.signal("TERM");
        self.ended(limit).await
    }

    /// Waits until it has ended by itself or by an injected fault.
    pub async fn ended(&mut self, limit: Duration) -> ExitStatus {
        patience::until(limit, "the server to end", async || {
            self.status().ok_or_else(|| "it runs".to_owned())
        })
        .await
    }

    /// Starts it again on the same address and folder, and waits until it answers.
    pub async fn restart(&mut self) {
        self.kill();
        self.child = self.launch.spawn();
        self.until_ready().await;
    }

    /// Starts again as something else, such as without the fault; the old one is killed first.
    pub async fn restart_as(&mut self, launch: Launch) {
        self.kill();
        self.child = launch.spawn();
        self.launch = launch;
        self.until_ready().await;
    }

    /// All that it and its predecessors printed.
    pub fn log(&self) -> String {
        String::from_utf8_lossy(&std::fs::read(&self.launch.log).unwrap_or_default()).into_owned()
    }

    fn signal(&mut self, name: &str) {
        if self.status().is_some() {
            return;
        }
        // The shell's own `kill`: no package, and no unsafe code here. The group is the child's own.
        let sent = Command::new("sh")
            .args(["-c", &format!("kill -{name} -{}", self.child.id())])
            .status();
        assert!(
            sent.is_ok_and(|status| status.success()) || self.status().is_some(),
            "SIG{name} was not sent"
        );
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}
