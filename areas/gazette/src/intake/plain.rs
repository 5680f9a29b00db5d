//! Plain text, in the encodings that offices use: UTF-8, UTF-16, GB18030 (with GBK and GB2312 inside it), Big5.

use encoding_rs::{BIG5, Encoding, GB18030, UTF_16BE, UTF_16LE};

use super::{Format, Intake, IntakeError, line_of, normalised};

/// Among how many characters one damaged character is still put up with.
const DAMAGE_RATIO: usize = 50;

/// The commonest characters of Chinese, of both scripts: a text in the right encoding is full of them.
const COMMON: &str = "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过产种面而方后多\
定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开合还因由其些然前\
外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又利比或但质气第向道命此变条只没结解问意建月公无系军很情者\
最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计別她手角期\
根论运农指区强放决西被干做必战先回则任取据处市局单位书记主任街道責會這們個國為來時對發動產過還應當關處務實進業機書記區縣\
，。、：；（）《》“”0123456789年月日号目标责任单位项目工程完成";

/// Decodes a text.
pub(super) fn text_of(bytes: &[u8]) -> Result<Intake, IntakeError> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let (text, damaged) = encoding.decode_without_bom_handling(&bytes[mark..]);
        return finish(&text, damaged, encoding.name());
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return finish(text, false, "UTF-8");
    }
    if memchr::memchr(0, bytes).is_some() {
        return wide(bytes);
    }
    if mostly_utf8(bytes) {
        return finish(&String::from_utf8_lossy(bytes), true, "UTF-8");
    }
    let (chinese, chinese_damaged) = GB18030.decode_without_bom_handling(bytes);
    let (taiwan, taiwan_damaged) = BIG5.decode_without_bom_handling(bytes);
    if share(&taiwan) > share(&chinese) && share(&taiwan) >= 20 {
        return finish(&taiwan, taiwan_damaged, "Big5");
    }
    if share(&chinese) < 20 {
        let at = chinese
            .char_indices()
            .find(|(_, c)| !c.is_ascii())
            .map_or(0, |(at, _)| at);
        return Err(IntakeError::UnknownEncoding {
            line: line_of(&chinese, at),
        });
    }
    finish(&chinese, chinese_damaged, "GB18030")
}

/// UTF-16 without a byte order mark, told by which half of its pairs is zero.
fn wide(bytes: &[u8]) -> Result<Intake, IntakeError> {
    for encoding in [UTF_16LE, UTF_16BE] {
        let (text, damaged) = encoding.decode_without_bom_handling(bytes);
        if !damaged && !text.contains('\0') && share(&text) >= 20 {
            return finish(&text, false, encoding.name());
        }
    }
    let at = memchr::memchr(0, bytes).unwrap_or(0);
    let lines = memchr::memchr_iter(b'\n', &bytes[..at]).count();
    Err(IntakeError::Binary {
        line: u32::try_from(lines).unwrap_or(u32::MAX - 1) + 1,
    })
}

/// Whether a text is UTF-8 but for a few damaged places, such as a character cut at the end.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let mut good = 0;
    let mut bad = 0;
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good >= bad * DAMAGE_RATIO
}

/// How many of a hundred characters beyond ASCII letters are common ones.
fn share(text: &str) -> usize {
    let mut common = 0;
    let mut all = 0;
    for c in text.chars().filter(|c| !c.is_whitespace()).take(4000) {
        all += 1;
        common += usize::from(COMMON.contains(c));
    }
    common * 100 / all.max(1)
}

fn finish(text: &str, damaged: bool, encoding: &str) -> Result<Intake, IntakeError> {
    let text = normalised(text);
    if let Some(at) = text.find(|c: char| c.is_control() && c != '\n' && c != '\t') {
        return Err(IntakeError::Binary {
            line: line_of(&text, at),
        });
    }
    let mut notes = Vec::new();
    if damaged {
        let at = text.find('\u{FFFD}').unwrap_or(0);
        let count = text.matches('\u{FFFD}').count();
        if count * DAMAGE_RATIO > text.chars().count() + DAMAGE_RATIO {
            return Err(IntakeError::UnknownEncoding {
                line: line_of(&text, at),
            });
        }
        let line = line_of(&text, at);
        notes.push(format!(
            "有 {count} 处文字无法解码，已标为 �，第一处在第 {line} 行，请对照原件核对"
        ));
    }
    Ok(Intake {
        text,
        format: Format::Text,
        encoding: Some(encoding.to_owned()),
        notes,
    })
}
