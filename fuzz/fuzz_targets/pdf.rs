//! Any bytes behind the signature of a PDF file become text or a named error.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let mut file = b"%PDF-1.7\n".to_vec();
    file.extend_from_slice(bytes);
    for file in [bytes, file.as_slice()] {
        if let Ok(intake) = shishi_gazette::intake::text_of(file, "document.pdf") {
            let _ = shishi_gazette::read(&intake.text);
        }
    }
});
