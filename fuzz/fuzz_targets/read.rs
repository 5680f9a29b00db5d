//! Any text is read without a panic, and every place of a remark or item lies in the text.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let reading = shishi_gazette::read(text);
    for remark in &reading.remarks {
        assert!(remark.span.of(&reading.text).is_some());
    }
    for item in reading.programme.iter().flat_map(|p| &p.items) {
        assert!(item.span.of(&reading.text).is_some());
        for target in &item.targets {
            assert!(target.span.of(&reading.text).is_some());
        }
    }
});
