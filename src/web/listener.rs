//! Listening with deadlines (F10): a request's headers must arrive in time and then its body, connections are counted
//! in all and per address. poem and hyper set no such limits by themselves.

use std::collections::{HashMap, VecDeque};
use std::io::{Error, ErrorKind, IoSlice, Result};
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;

use poem::http::uri::Scheme;
use poem::listener::Acceptor;
use poem::web::{LocalAddr, RemoteAddr};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, Sleep};
use tokio_util::sync::CancellationToken;

use crate::settings::Limits;

/// Time that a connection may rest between two requests.
const REST: Duration = Duration::from_secs(75);

/// A bound address with its limits.
#[derive(Debug)]
pub struct Listener {
    /// None once the gate is closed.
    tcp: Option<TcpListener>,
    /// Connected when the gate was closed, and not accepted yet.
    waiting: VecDeque<(TcpStream, SocketAddr)>,
    header: Duration,
    body: Duration,
    places: Arc<Semaphore>,
    n_per_address: Arc<Mutex<HashMap<IpAddr, usize>>>,
    max_per_address: usize,
    proxies: Vec<IpAddr>,
    gate: Gate,
}

/// Closes a listener without cutting off whoever is connected and not accepted yet.
#[derive(Clone, Debug, Default)]
pub struct Gate {
    close: CancellationToken,
    closed: CancellationToken,
}

impl Gate {
    /// Resolves when everybody who waited is accepted; nobody is accepted afterwards.
    pub async fn close(&self) {
        self.close.cancel();
        self.closed.cancelled().await;
    }
}

impl Listener {
    /// Binds an address.
    ///
    /// # Errors
    /// Where it is taken or not ours.
    pub async fn bind(address: &str, limits: &Limits) -> Result<Self> {
        Ok(Self {
            tcp: Some(TcpListener::bind(address).await?),
            waiting: VecDeque::new(),
            header: Duration::from_millis(limits.header_timeout_ms),
            body: Duration::from_millis(limits.body_timeout_ms),
            places: Arc::new(Semaphore::new(limits.connections)),
            n_per_address: Arc::default(),
            max_per_address: limits.connections_per_address,
            proxies: Vec::new(),
            gate: Gate::default(),
        })
    }

    /// Counts these addresses in all only: everybody comes by them.
    #[must_use]
    pub fn trusting(mut self, proxies: &[IpAddr]) -> Self {
        self.proxies = proxies.to_vec();
        self
    }

    /// By what it is closed.
    #[must_use]
    pub fn gate(&self) -> Gate {
        self.gate.clone()
    }

    /// The next connection; none once the gate is closed and nobody waits.
    async fn next(&mut self) -> Result<(TcpStream, SocketAddr)> {
        if let Some(tcp) = &self.tcp {
            tokio::select! {
                next = tcp.accept() => return next,
                () = self.gate.close.cancelled() => {}
            }
        }
        self.shut()?;
        if let Some(next) = self.waiting.pop_front() {
            return Ok(next);
        }
        self.gate.closed.cancel();
        std::future::pending().await
    }

    /// Takes in whoever is connected, asked of the system itself, and lets nobody connect from the next moment on:
    /// whoever connects to a listener that is dropped later is reset with the request that they sent.
    fn shut(&mut self) -> Result<()> {
        let Some(tcp) = self.tcp.take() else {
            return Ok(());
        };
        let tcp = tcp.into_std()?;
        loop {
            match tcp.accept() {
                Ok((stream, remote)) => {
                    stream.set_nonblocking(true)?;
                    self.waiting.push_back((TcpStream::from_std(stream)?, remote));
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(error) => return Err(error),
            }
        }
    }

    /// The address that was bound.
    ///
    /// # Errors
    /// Where the system does not say.
    pub fn address(&self) -> Result<SocketAddr> {
        let tcp = self.tcp.as_ref().ok_or(ErrorKind::NotConnected)?;
        tcp.local_addr()
    }

    /// A place for a connection of an address, if there is one.
    fn place(&self, address: IpAddr) -> Option<Place> {
        let permit = self.places.clone().try_acquire_owned().ok()?;
        let mut counts = self.n_per_address.lock().ok()?;
        let n = counts.entry(address).or_default();
        if *n >= self.max_per_address && !self.proxies.contains(&address) {
            return None;
        }
        *n += 1;
        Some(Place {
            _permit: permit,
            address,
            counts: self.n_per_address.clone(),
        })
    }
}

impl Acceptor for Listener {
    type Io = Connection;

    fn local_addr(&self) -> Vec<LocalAddr> {
        self.address()
            .map(|address| LocalAddr(address.into()))
            .into_iter()
            .collect()
    }

    async fn accept(&mut self) -> Result<(Self::Io, LocalAddr, RemoteAddr, Scheme)> {
        loop {
            let (stream, remote) = self.next().await?;
            let _ = stream.set_nodelay(true);
            let local = stream.local_addr()?;
            if let Some(place) = self.place(remote.ip()) {
                let connection = Connection {
                    stream,
                    phase: Phase::Rest,
                    tail: [0; 4],
                    deadline: Box::pin(tokio::time::sleep(REST)),
                    header: self.header,
                    body: self.body,
                    _place: place,
                };
                return Ok((
                    connection,
                    LocalAddr(local.into()),
                    RemoteAddr(remote.into()),
                    Scheme::HTTP,
                ));
            }
        }
    }
}

/// A counted connection; the count goes down when it ends.
#[derive(Debug)]
struct Place {
    _permit: OwnedSemaphorePermit,
    address: IpAddr,
    counts: Arc<Mutex<HashMap<IpAddr, usize>>>,
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Ok(mut counts) = self.counts.lock()
            && let Some(n) = counts.get_mut(&self.address)
        {
            *n -= 1;
            if *n == 0 {
                counts.remove(&self.address);
            }
        }
    }
}

/// Where a connection stands within its present request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Rest,
    Headers,
    Body,
}

/// A connection whose reads end at the deadline of its phase.
#[derive(Debug)]
pub struct Connection {
    stream: TcpStream,
    phase: Phase,
    /// The last bytes that were read, to find the empty line after the headers.
    tail: [u8; 4],
    deadline: Pin<Box<Sleep>>,
    header: Duration,
    body: Duration,
    _place: Place,
}

impl Connection {
    fn enter(&mut self, phase: Phase) {
        self.phase = phase;
        let wait = match phase {
            Phase::Rest => REST,
            Phase::Headers => self.header,
            Phase::Body => self.body,
        };
        self.deadline.as_mut().reset(Instant::now() + wait);
    }

    /// Follows what was read: the first byte begins the headers, the empty line ends them.
    fn follow(&mut self, bytes: &[u8]) {
        if self.phase == Phase::Rest && !bytes.is_empty() {
            self.enter(Phase::Headers);
        }
        if self.phase == Phase::Headers {
            for byte in bytes {
                self.tail.rotate_left(1);
                self.tail[3] = *byte;
                if &self.tail == b"\r\n\r\n" {
                    self.enter(Phase::Body);
                    break;
                }
            }
        }
    }
}

impl AsyncRead for Connection {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<Result<()>> {
        let before = buf.filled().len();
        match Pin::new(&mut self.stream).poll_read(cx, buf) {
            Poll::Ready(done) => {
                let read = buf.filled()[before..].to_vec();
                self.follow(&read);
                Poll::Ready(done)
            }
            Poll::Pending => match self.deadline.as_mut().poll(cx) {
                Poll::Ready(()) => Poll::Ready(Err(Error::from(ErrorKind::TimedOut))),
                Poll::Pending => Poll::Pending,
            },
        }
    }
}

impl AsyncWrite for Connection {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<Result<usize>> {
        let done = Pin::new(&mut self.stream).poll_write(cx, buf);
        if done.is_ready() {
            self.tail = [0; 4];
            self.enter(Phase::Rest);
        }
        done
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[IoSlice<'_>],
    ) -> Poll<Result<usize>> {
        let done = Pin::new(&mut self.stream).poll_write_vectored(cx, bufs);
        if done.is_ready() {
            self.tail = [0; 4];
            self.enter(Phase::Rest);
        }
        done
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
