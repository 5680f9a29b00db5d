//! What is kept of a file that is handed in. Pictures are drawn anew from their pixels, so that nothing hidden stays in
//! them; what the camera wrote into them is read first and kept apart. Everything else is kept as it is.

use std::io::Cursor;

use exif::{In, Tag};
use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader};
use shishi_kernel::Decimal;

use crate::ServiceError;

/// A file that is handed in as evidence has at most so many bytes.
pub const FILE_BYTES_MAX: usize = 20 * 1024 * 1024;
/// A picture has at most so many pixels; one with more is refused before it is unpacked.
pub const PIXELS_MAX: u64 = 40_000_000;
/// Of 100: good enough to read a number plate, a fifth of the size.
const JPEG_QUALITY: u8 = 88;

/// What is kept.
#[derive(Debug)]
pub(super) struct Kept {
    pub media_type: &'static str,
    pub bytes: Vec<u8>,
    pub pixels: Option<(u32, u32)>,
    pub origin: Option<CameraWords>,
}

/// What a camera wrote.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct CameraWords {
    pub taken_at: Option<String>,
    pub position: Option<(Decimal, Decimal)>,
}

/// Looks at the bytes themselves; a name says nothing.
pub(super) fn keep(bytes: Vec<u8>) -> Result<Kept, ServiceError> {
    if bytes.is_empty() {
        return Err(invalid("form.file_empty"));
    }
    if bytes.len() > FILE_BYTES_MAX {
        return Err(invalid("form.file_large"));
    }
    match image::guess_format(&bytes) {
        Ok(ImageFormat::Jpeg) => redraw(&bytes, ImageFormat::Jpeg),
        Ok(ImageFormat::Png) => redraw(&bytes, ImageFormat::Png),
        // These would be kept with what their camera wrote into them.
        Ok(_) => Err(invalid("form.picture_kind")),
        Err(_) if is_heif(&bytes) => Err(invalid("form.picture_kind")),
        Err(_) => Ok(Kept {
            media_type: media_type(&bytes),
            bytes,
            pixels: None,
            origin: None,
        }),
    }
}

fn invalid(code: &'static str) -> ServiceError {
    ServiceError::Invalid { field: "file", code }
}

/// The pictures of many telephones; the library does not know them.
fn is_heif(bytes: &[u8]) -> bool {
    let brand = bytes.get(4..12);
    brand.is_some_and(|brand| {
        let (kind, name) = brand.split_at(4);
        kind == b"ftyp"
            && [&b"hei"[..], b"hev", b"mif", b"avi"]
                .iter()
                .any(|known| name.starts_with(known))
    })
}

fn media_type(bytes: &[u8]) -> &'static str {
    if bytes.starts_with(b"%PDF-") {
        "application/pdf"
    } else {
        "application/octet-stream"
    }
}

fn redraw(bytes: &[u8], format: ImageFormat) -> Result<Kept, ServiceError> {
    let damaged = |_| invalid("form.picture_damaged");
    let (width, height) = ImageReader::with_format(Cursor::new(bytes), format)
        .into_dimensions()
        .map_err(damaged)?;
    if u64::from(width) * u64::from(height) > PIXELS_MAX {
        return Err(invalid("form.picture_large"));
    }
    let mut decoder = ImageReader::with_format(Cursor::new(bytes), format)
        .into_decoder()
        .map_err(damaged)?;
    let turned = decoder.orientation().map_err(damaged)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(damaged)?;
    picture.apply_orientation(turned);
    let pixels = Some((picture.width(), picture.height()));
    let mut out = Cursor::new(Vec::new());
    let media_type = if format == ImageFormat::Jpeg {
        let encoder = JpegEncoder::new_with_quality(&mut out, JPEG_QUALITY);
        // A JPEG with an alpha channel or sixteen bits a colour does not exist.
        DynamicImage::ImageRgb8(picture.into_rgb8())
            .write_with_encoder(encoder)
            .map_err(ServiceError::internal)?;
        "image/jpeg"
    } else {
        picture.write_to(&mut out, format).map_err(ServiceError::internal)?;
        "image/png"
    };
    Ok(Kept {
        media_type,
        bytes: out.into_inner(),
        pixels,
        origin: camera_words(bytes),
    })
}

/// Time and place, if there are any; a picture with damaged notes is still a picture.
fn camera_words(bytes: &[u8]) -> Option<CameraWords> {
    let notes = exif::Reader::new().read_from_container(&mut Cursor::new(bytes)).ok()?;
    let taken_at = notes
        .get_field(Tag::DateTimeOriginal, In::PRIMARY)
        .or_else(|| notes.get_field(Tag::DateTime, In::PRIMARY))
        .and_then(|field| match &field.value {
            exif::Value::Ascii(texts) => exif::DateTime::from_ascii(texts.first()?).ok(),
            _ => None,
        })
        .and_then(civil);
    let degrees = |value: Tag, reference: Tag, negative: &[u8]| {
        let field = notes.get_field(value, In::PRIMARY)?;
        let exif::Value::Rational(parts) = &field.value else {
            return None;
        };
        let mut sum = Decimal::ZERO;
        for (part, share) in parts.iter().zip([1_u32, 60, 3_600]) {
            let denominator = Decimal::from(part.denom).checked_mul(Decimal::from(share))?;
            sum = sum.checked_add(Decimal::from(part.num).checked_div(denominator)?)?;
        }
        let sign = notes.get_field(reference, In::PRIMARY)?;
        let exif::Value::Ascii(letters) = &sign.value else {
            return None;
        };
        let sum = sum.round_dp(7).normalize();
        Some(if letters.first()?.starts_with(negative) {
            -sum
        } else {
            sum
        })
    };
    let longitude = degrees(Tag::GPSLongitude, Tag::GPSLongitudeRef, b"W");
    let latitude = degrees(Tag::GPSLatitude, Tag::GPSLatitudeRef, b"S");
    let words = CameraWords {
        taken_at,
        position: longitude.zip(latitude),
    };
    (words.taken_at.is_some() || words.position.is_some()).then_some(words)
}

/// The camera's clock, which knows no zone.
fn civil(time: exif::DateTime) -> Option<String> {
    let number = |value: u8| i8::try_from(value).ok();
    let civil = jiff::civil::DateTime::new(
        i16::try_from(time.year).ok()?,
        number(time.month)?,
        number(time.day)?,
        number(time.hour)?,
        number(time.minute)?,
        number(time.second)?,
        0,
    );
    civil.ok().map(|civil| civil.to_string())
}
