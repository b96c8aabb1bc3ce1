//! Where a request comes from.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use axum::http::HeaderMap;

/// The other end of a connection.
#[derive(Debug, Clone, Copy)]
pub(in crate::api) struct Peer(pub SocketAddr);

/// The caller's address: the peer's, or, where that is a proxy that is trusted, the last one in `X-Forwarded-For` that
/// is not. What stands before that was written by the caller and could be anything.
pub(super) fn caller(peer: IpAddr, headers: &HeaderMap, trusted: &[IpAddr]) -> IpAddr {
    let mut found = canonical(peer);
    if !trusted.contains(&found) {
        return found;
    }
    let listed: Vec<&str> = headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .collect();
    for text in listed.into_iter().rev() {
        let text = text.trim();
        let with_port = || text.parse::<SocketAddr>().map(|address| address.ip());
        let Ok(address) = text.parse::<IpAddr>().or_else(|_| with_port()) else { break };
        found = canonical(address);
        if !trusted.contains(&found) {
            break;
        }
    }
    found
}

/// What callers are counted by: an address; of IPv6 the network of 64 bits, which one household or host has to itself.
pub(super) fn neighborhood(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX)).into(),
    }
}

/// An IPv4 address in IPv6's clothes is the IPv4 address.
fn canonical(address: IpAddr) -> IpAddr {
    address.to_canonical()
}

/// What callers that are not recognized are counted by.
pub(super) fn by_address(address: Option<IpAddr>) -> String {
    address.map_or_else(String::new, |address| neighborhood(address).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forwarded_addresses_are_believed_of_trusted_proxies_only() {
        let ip = |text: &str| text.parse::<IpAddr>().unwrap();
        let headers = |text: &str| {
            let mut headers = HeaderMap::new();
            headers.insert("x-forwarded-for", text.parse().unwrap());
            headers
        };
        let trusted = [ip("10.0.0.1"), ip("10.0.0.2")];
        for (peer, forwarded, expected) in [
            ("192.0.2.7", "198.51.100.1", "192.0.2.7"),
            ("10.0.0.1", "198.51.100.1", "198.51.100.1"),
            ("10.0.0.1", "1.1.1.1, 198.51.100.1, 10.0.0.2", "198.51.100.1"),
            ("10.0.0.1", "198.51.100.1, nonsense", "10.0.0.1"),
            ("::ffff:10.0.0.1", "198.51.100.1", "198.51.100.1"),
            ("10.0.0.1", "10.0.0.2", "10.0.0.2"),
            ("10.0.0.1", "198.51.100.1:4444", "198.51.100.1"),
            ("10.0.0.1", "[2001:db8::1]:4444", "2001:db8::1"),
        ] {
            assert_eq!(caller(ip(peer), &headers(forwarded), &trusted), ip(expected), "{peer} {forwarded}");
        }
        assert_eq!(caller(ip("10.0.0.1"), &HeaderMap::new(), &trusted), ip("10.0.0.1"));
        assert_eq!(neighborhood(ip("2001:db8:1:2:3:4:5:6")), ip("2001:db8:1:2::"));
        assert_eq!(neighborhood(ip("192.0.2.7")), ip("192.0.2.7"));
    }
}
