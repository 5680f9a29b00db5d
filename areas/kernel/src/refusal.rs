//! What a rule answers when it cannot do what was asked.

/// A named refusal: something the asker can act on. Each area has one enum of them; this is what the
/// layers above need to know of any.
pub trait Refusal: std::error::Error {
    /// A stable public code, `area.reason` in lower case, listed in the API document and never reused.
    fn code(&self) -> &'static str;

    /// What the sentence for people needs: names and values for the message of this code.
    fn arguments(&self) -> Vec<(&'static str, String)> {
        Vec::new()
    }
}
