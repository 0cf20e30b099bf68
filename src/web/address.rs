//! The client's address: the socket's, or what a trusted proxy says of it (F9). Other headers are not believed.

use std::net::IpAddr;

use poem::Request;

use crate::settings::HttpSettings;

/// The address that a request comes from; none where it did not come by a socket.
#[must_use]
pub fn client_address(request: &Request, settings: &HttpSettings) -> Option<IpAddr> {
    let socket = request.remote_addr().as_socket_addr()?.ip();
    let forwarded = request.headers().get_all("x-forwarded-for").iter();
    Some(settings.client(socket, forwarded.map(|value| value.to_str().unwrap_or_default())))
}

/// Whether the request reached the outside over TLS.
#[must_use]
pub fn is_https(request: &Request, settings: &HttpSettings) -> bool {
    if settings.public_origin.starts_with("https://") {
        return true;
    }
    let socket = request
        .remote_addr()
        .as_socket_addr()
        .map(std::net::SocketAddr::ip);
    let is_proxy = socket.is_some_and(|socket| settings.trusted_proxies.contains(&socket));
    is_proxy && request.header("x-forwarded-proto") == Some("https")
}

/// Whether the address that was typed is this machine itself.
#[must_use]
pub fn is_loopback(request: &Request) -> bool {
    let host = request.header("host").unwrap_or_default();
    let name = host
        .rsplit_once(':')
        .map_or(host, |(name, _)| name)
        .trim_matches(['[', ']']);
    name == "localhost" || name.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}
