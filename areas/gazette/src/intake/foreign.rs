//! Files of other kinds, known by their first bytes, and what to say about each.

use super::IntakeError;

const OFFICE: (&str, &str) = (
    "open it in an office program and save it as DOCX or text",
    "请用办公软件打开，另存为 DOCX 或文本",
);
const PICTURE: (&str, &str) = (
    "hand in the document it shows, or run character recognition first and check the result",
    "请改用图片所示的原文件，或先做文字识别并核对",
);
const UNPACK: (&str, &str) = ("unpack it and choose the document inside", "请解压后选择其中的公文");
const OTHER: (&str, &str) = ("choose a text, DOCX or PDF file", "请选择文本、DOCX 或 PDF 文件");

/// First bytes, English name, Chinese name, advice in both.
type Kind = (&'static [u8], &'static str, &'static str, (&'static str, &'static str));

const KINDS: &[Kind] = &[
    (b"\x89PNG", "a PNG picture", "PNG 图片", PICTURE),
    (b"\xFF\xD8\xFF", "a JPEG picture", "JPEG 图片", PICTURE),
    (b"GIF8", "a GIF picture", "GIF 图片", PICTURE),
    (b"BM", "a BMP picture", "BMP 图片", PICTURE),
    (b"II*\0", "a TIFF picture", "TIFF 图片", PICTURE),
    (b"MM\0*", "a TIFF picture", "TIFF 图片", PICTURE),
    (b"7z\xBC\xAF", "a 7z archive", "7z 压缩包", UNPACK),
    (b"Rar!", "a RAR archive", "RAR 压缩包", UNPACK),
    (b"\x1F\x8B", "a gzip archive", "gzip 压缩包", UNPACK),
    (b"BZh", "a bzip2 archive", "bzip2 压缩包", UNPACK),
    (b"\xFD7zXZ", "an xz archive", "xz 压缩包", UNPACK),
    (b"MZ", "a Windows program", "Windows 程序", OTHER),
    (b"\x7FELF", "a program", "程序文件", OTHER),
    (b"SQLite format 3", "a database", "数据库文件", OTHER),
    (b"{\\rtf", "an RTF document", "RTF 文档", OFFICE),
    (b"%!PS", "a PostScript file", "PostScript 文件", OTHER),
    (b"ID3", "a sound recording", "音频文件", OTHER),
];

/// The refusal for a file that is no text, DOCX or PDF; `None` for everything else.
pub(super) fn refusal(bytes: &[u8], _name: &str) -> Option<IntakeError> {
    if bytes.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        return Some(compound(bytes));
    }
    // Two letters can open a text too; a picture or program has a NUL soon after them.
    let known = KINDS.iter().find(|(magic, ..)| {
        bytes.starts_with(magic) && (magic.len() > 2 || memchr::memchr(0, &bytes[..bytes.len().min(64)]).is_some())
    });
    if let Some((_, kind, kind_zh, (advice, advice_zh))) = known {
        return Some(IntakeError::Foreign {
            kind,
            kind_zh,
            advice,
            advice_zh,
        });
    }
    markup(bytes)
}

/// The old container of Office: Word and Excel up to 2003, and anything newer behind a password.
fn compound(bytes: &[u8]) -> IntakeError {
    let holds = |name: &str| {
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        memchr::memmem::find(bytes, &wide).is_some()
    };
    let (advice, advice_zh) = OFFICE;
    if holds("EncryptedPackage") {
        IntakeError::Encrypted { kind: "DOCX" }
    } else if holds("WordDocument") {
        let (kind, kind_zh) = ("an old Word document (.doc)", "旧版 Word 文档（.doc）");
        IntakeError::Foreign {
            kind,
            kind_zh,
            advice,
            advice_zh,
        }
    } else if holds("Workbook") || holds("Book") {
        let (kind, kind_zh) = ("an old Excel table (.xls)", "旧版 Excel 表格（.xls）");
        IntakeError::Foreign {
            kind,
            kind_zh,
            advice,
            advice_zh,
        }
    } else {
        let (kind, kind_zh) = (
            "an old office file (.doc, .wps or .xls)",
            "旧版办公文件（.doc、.wps 或 .xls）",
        );
        IntakeError::Foreign {
            kind,
            kind_zh,
            advice,
            advice_zh,
        }
    }
}

/// Web pages and other XML.
fn markup(bytes: &[u8]) -> Option<IntakeError> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let head: Vec<u8> = bytes
        .iter()
        .skip_while(|b| b.is_ascii_whitespace())
        .take(512)
        .map(u8::to_ascii_lowercase)
        .collect();
    let page = head.starts_with(b"<!doctype html")
        || head.starts_with(b"<html")
        || (head.starts_with(b"<") && memchr::memmem::find(&head, b"<html").is_some());
    if page {
        return Some(IntakeError::Foreign {
            kind: "a web page",
            kind_zh: "网页",
            advice: "open it in a browser, copy the document's text into a text file and hand that in",
            advice_zh: "请用浏览器打开，把公文文字复制到文本文件后再试",
        });
    }
    (head.starts_with(b"<?xml") || head.starts_with(b"<svg")).then_some(IntakeError::Foreign {
        kind: "an XML file",
        kind_zh: "XML 文件",
        advice: OTHER.0,
        advice_zh: OTHER.1,
    })
}

/// The refusal for a zip archive that holds no Word document.
pub(super) fn archive(names: &[&str]) -> IntakeError {
    let has = |part: &str| names.iter().any(|name| name.starts_with(part));
    let (kind, kind_zh, (advice, advice_zh)) = if has("xl/") {
        ("an Excel table (.xlsx)", "Excel 表格（.xlsx）", OFFICE)
    } else if has("ppt/") {
        ("a PowerPoint file (.pptx)", "PowerPoint 文件（.pptx）", OFFICE)
    } else if has("OFD.xml") {
        (
            "an OFD file",
            "OFD 文件",
            ("save it as DOCX or as a PDF with text", "请另存为 DOCX 或带文字的 PDF"),
        )
    } else if has("content.xml") {
        (
            "an OpenDocument file (.odt or .ods)",
            "OpenDocument 文件（.odt 或 .ods）",
            OFFICE,
        )
    } else if has("META-INF/MANIFEST.MF") {
        ("a Java archive", "Java 程序包", OTHER)
    } else {
        ("a zip archive", "zip 压缩包", UNPACK)
    };
    IntakeError::Foreign {
        kind,
        kind_zh,
        advice,
        advice_zh,
    }
}
