//! QR codes, drawn into the page itself: nothing is fetched, and no script draws.

use qrcode::{Color, QrCode};

/// Squares of nothing round a code, as its standard wants.
const QUIET: usize = 4;

/// The dark squares of a text's code as the path of an SVG, and how many squares a side has; none where the text is too long.
pub(super) fn qr_path(text: &str) -> Option<(String, usize)> {
    use std::fmt::Write;
    let code = QrCode::new(text).ok()?;
    let width = code.width();
    let mut path = String::new();
    for (at, colour) in code.to_colors().into_iter().enumerate() {
        if colour == Color::Dark {
            let (x, y) = (at % width + QUIET, at / width + QUIET);
            write!(path, "M{x} {y}h1v1h-1z").ok()?;
        }
    }
    Some((path, width + 2 * QUIET))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_its_three_corners_and_a_quiet_border() {
        let (path, side) = qr_path("weixin://wxpay/bizpayurl?pr=1").unwrap();
        assert_eq!(side % 4, 1, "versions grow by four squares");
        for corner in ["M4 4h", &format!("M{} 4h", side - 5), &format!("M4 {}h", side - 5)] {
            assert!(path.contains(corner), "{corner}");
        }
        assert!(!path.contains("M3 ") && !path.contains(" 3h"));
        assert!(qr_path(&"x".repeat(8_000)).is_none());
    }
}
