//! Building addresses with a query.

use std::fmt::Write;

/// Text as it may stand in a query: everything but letters, digits and `-._~` percent-encoded.
#[must_use]
pub fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a string does not fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// A path with those parameters that have a value.
#[must_use]
pub fn with_query(path: &str, parameters: &[(&str, Option<&str>)]) -> String {
    let mut out = path.to_owned();
    let mut mark = '?';
    for (name, value) in parameters {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            out.push(mark);
            out.push_str(name);
            out.push('=');
            out.push_str(&encoded(value));
            mark = '&';
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_given_values_stand_in_the_query() {
        for (parameters, address) in [
            (vec![], "/x"),
            (vec![("q", Some(""))], "/x"),
            (vec![("q", None), ("page", Some("2"))], "/x?page=2"),
            (
                vec![("q", Some("车位 &=")), ("page", Some("2"))],
                "/x?q=%E8%BD%A6%E4%BD%8D%20%26%3D&page=2",
            ),
        ] {
            assert_eq!(with_query("/x", &parameters), address);
        }
    }
}
