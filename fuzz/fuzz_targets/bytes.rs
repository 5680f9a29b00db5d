//! Any bytes, named as a text file, become text or a named error.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(intake) = shishi_gazette::intake::text_of(bytes, "document.txt") {
        let _ = shishi_gazette::read(&intake.text);
    }
});
