//! Tables of files: what is read, what is refused and with which words, and that nothing panics.

use std::io::{Cursor, Write};

use proptest::prelude::*;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::{FILE_BYTES_MAX, Format, Intake, IntakeError, text_of};

const DOCX: &[u8] = include_bytes!("../../../../fixtures/gazettes/jining-hi-tech-2020-04.docx");
#[cfg(feature = "pdf")]
const PDF: &[u8] = include_bytes!("../../../../fixtures/gazettes/jining-hi-tech-2020-04.pdf");
const TXT: &str = include_str!("../../../../fixtures/gazettes/jining-hi-tech-2020-04.txt");

/// A zip archive of some parts.
fn archive(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, content) in parts {
        writer.start_file(*name, options).expect("memory does not fail");
        writer.write_all(content.as_bytes()).expect("memory does not fail");
    }
    writer.finish().expect("memory does not fail").into_inner()
}

/// A DOCX with this body.
fn docx(body: &str) -> Vec<u8> {
    let xml = format!("<?xml version=\"1.0\"?><w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>");
    archive(&[("[Content_Types].xml", "<Types/>"), ("word/document.xml", &xml)])
}

/// Body of a DOCX, and the text read from it.
const BODIES: &[(&str, &str)] = &[
    (
        "<w:p><w:r><w:t>甲</w:t></w:r><w:r><w:t>乙</w:t></w:r></w:p><w:p><w:r><w:t>丙</w:t></w:r></w:p>",
        "甲乙\n丙\n",
    ),
    (
        "<w:p><w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:t xml:space=\"preserve\"> 丙 </w:t></w:r></w:p>",
        "甲\t乙\n 丙 \n",
    ),
    (
        "<w:p><w:r><w:t>甲 &amp; 乙 &#20013; &lt;</w:t></w:r></w:p>",
        "甲 & 乙 中 <\n",
    ),
    // a tab stop in the paragraph's properties is no tab of the text
    (
        "<w:p><w:pPr><w:tabs><w:tab w:val=\"left\"/></w:tabs></w:pPr><w:r><w:t>甲</w:t></w:r></w:p>",
        "甲\n",
    ),
    // tables: one cell a line, row by row; paragraphs of a cell on one line
    (
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>序号</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>任务</w:t></w:r></w:p></w:tc></w:tr>\
         <w:tr><w:tc><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc>\
         <w:tc><w:p><w:r><w:t>甲</w:t></w:r></w:p><w:p><w:r><w:t>乙</w:t></w:r></w:p></w:tc></w:tr></w:tbl>",
        "序号\n任务\n1\n甲 乙\n",
    ),
    // revisions: what was deleted is gone, what was inserted is there
    (
        "<w:p><w:del><w:r><w:delText>旧</w:delText></w:r></w:del><w:ins><w:r><w:t>新</w:t></w:r></w:ins><w:r><w:t>文</w:t></w:r></w:p>",
        "新文\n",
    ),
    // fields: the code is left out, the result is in
    (
        "<w:p><w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText> PAGE </w:instrText></w:r>\
         <w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>8</w:t></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r></w:p>",
        "8\n",
    ),
    // footnotes are skipped, text boxes are read once
    (
        "<w:p><w:r><w:t>甲</w:t></w:r><w:r><w:footnoteReference w:id=\"1\"/></w:r></w:p>",
        "甲\n",
    ),
    (
        "<w:p><w:r><mc:AlternateContent><mc:Choice><w:txbxContent><w:p><w:r><w:t>框</w:t></w:r></w:p></w:txbxContent></mc:Choice>\
         <mc:Fallback><w:txbxContent><w:p><w:r><w:t>框</w:t></w:r></w:p></w:txbxContent></mc:Fallback></mc:AlternateContent></w:r>\
         <w:r><w:t>外</w:t></w:r></w:p>",
        "框\n外\n",
    ),
    (
        "<w:p><w:r><w:ruby><w:rt><w:r><w:t>hàn</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>汉</w:t></w:r></w:rubyBase></w:ruby></w:r></w:p>",
        "汉\n",
    ),
];

#[test]
fn a_docx_reads_as_a_reader_sees_it() {
    for (body, expected) in BODIES {
        let intake = text_of(&docx(body), "a.docx").expect("a whole DOCX");
        assert_eq!(
            (intake.text.as_str(), intake.format),
            (*expected, Format::Docx),
            "in {body}"
        );
    }
}

#[test]
fn what_a_docx_leaves_out_is_noted() {
    let body = "<w:p><w:del><w:r><w:delText>旧</w:delText></w:r></w:del><w:r><w:t>文</w:t></w:r>\
                <w:r><w:footnoteReference/></w:r></w:p>";
    let notes = text_of(&docx(body), "a.docx").expect("a whole DOCX").notes;
    assert_eq!(notes.len(), 2, "{notes:?}");
}

fn encoded(encoding: &'static encoding_rs::Encoding, text: &str) -> Vec<u8> {
    encoding.encode(text).0.into_owned()
}

fn wide(text: &str, mark: bool, little: bool) -> Vec<u8> {
    let units = mark.then_some(0xFEFF).into_iter().chain(text.encode_utf16());
    units
        .flat_map(|u| if little { u.to_le_bytes() } else { u.to_be_bytes() })
        .collect()
}

#[test]
fn plain_text_is_decoded_and_says_how() {
    let text = "关于做好为民办实事的通知\n各单位：\n一、任务";
    let taiwan = "關於做好為民辦實事的通知\n各單位：\n一、任務";
    let rows: Vec<(&str, Vec<u8>, &str, &str)> = vec![
        ("plain", text.into(), "UTF-8", text),
        ("mark", format!("\u{FEFF}{text}").into(), "UTF-8", text),
        ("line ends", text.replace('\n', "\r\n").into(), "UTF-8", text),
        ("old line ends", text.replace('\n', "\r").into(), "UTF-8", text),
        ("gb18030", encoded(encoding_rs::GB18030, text), "GB18030", text),
        ("big5", encoded(encoding_rs::BIG5, taiwan), "Big5", taiwan),
        ("utf-16le", wide(text, true, true), "UTF-16LE", text),
        ("utf-16be", wide(text, true, false), "UTF-16BE", text),
        ("utf-16le without mark", wide(text, false, true), "UTF-16LE", text),
        ("utf-16be without mark", wide(text, false, false), "UTF-16BE", text),
    ];
    for (name, bytes, encoding, expected) in rows {
        let Intake {
            text,
            encoding: found,
            format,
            notes,
        } = text_of(&bytes, name).expect(name);
        assert_eq!(
            (text.as_str(), found.as_deref(), format),
            (expected, Some(encoding), Format::Text),
            "{name}"
        );
        assert!(notes.is_empty(), "{name}: {notes:?}");
    }
}

#[test]
fn a_cut_character_is_replaced_and_noted_with_its_line() {
    let bytes = TXT.as_bytes();
    let intake = text_of(&bytes[..bytes.len() - 5], "a.txt").expect("all but the last character");
    assert_eq!(intake.encoding.as_deref(), Some("UTF-8"));
    assert!(intake.notes[0].contains("第 292 行"), "{:?}", intake.notes);
}

#[test]
fn the_sample_reads_the_same_from_every_format() {
    let plain = |text: &str| -> String { text.chars().filter(|c| !c.is_whitespace()).collect() };
    let expected = plain(TXT);
    for (name, bytes) in [("docx", DOCX), ("txt", TXT.as_bytes())] {
        assert_eq!(plain(&text_of(bytes, name).expect(name).text), expected, "{name}");
    }
    #[cfg(feature = "pdf")]
    assert_eq!(
        plain(&text_of(PDF, "pdf").expect("a PDF with text").text),
        expected,
        "pdf"
    );
}

/// A PDF of one empty page.
#[cfg(feature = "pdf")]
fn pdf_of_a_scan() -> String {
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Resources<<>>>>",
    ];
    let mut pdf = "%PDF-1.4\n".to_owned();
    let mut table = "xref\n0 4\n0000000000 65535 f \n".to_owned();
    for (i, object) in objects.iter().enumerate() {
        table += &format!("{:010} 00000 n \n", pdf.len());
        pdf += &format!("{} 0 obj{object}endobj\n", i + 1);
    }
    let start = pdf.len();
    pdf + &table + &format!("trailer<</Size 4/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n")
}

#[test]
fn what_is_no_document_is_refused_by_name() {
    let old = |name: &str| -> Vec<u8> {
        let mut bytes = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
        bytes.extend(wide(name, false, true));
        bytes
    };
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    let rows: Vec<(&str, Vec<u8>, &str)> = vec![
        ("empty", vec![], "empty"),
        ("blank", b" \n\t\n".to_vec(), "no text"),
        ("png", png, "PNG picture"),
        ("jpeg", b"\xFF\xD8\xFF\xE0".to_vec(), "JPEG picture"),
        ("html", b"\n<!DOCTYPE html><html></html>".to_vec(), "web page"),
        ("xml", b"<?xml version='1.0'?><a/>".to_vec(), "XML file"),
        ("rtf", b"{\\rtf1 a}".to_vec(), "RTF"),
        ("zip", archive(&[("a.txt", "a")]), "zip archive"),
        ("xlsx", archive(&[("xl/workbook.xml", "<a/>")]), "Excel table (.xlsx)"),
        ("pptx", archive(&[("ppt/a.xml", "<a/>")]), "PowerPoint"),
        ("odt", archive(&[("content.xml", "<a/>")]), "OpenDocument"),
        ("ofd", archive(&[("OFD.xml", "<a/>")]), "OFD"),
        ("doc", old("WordDocument"), "old Word document"),
        ("xls", old("Workbook"), "old Excel table"),
        ("locked docx", old("EncryptedPackage"), "DOCX is encrypted"),
        (
            "docx without text",
            archive(&[("word/styles.xml", "<a/>")]),
            "word/document.xml is missing",
        ),
        ("docx cut short", DOCX[..DOCX.len() / 2].to_vec(), "DOCX is damaged"),
        (
            "docx of rubbish",
            archive(&[("word/document.xml", "<w:p><w:t>甲")]),
            "DOCX is damaged",
        ),
        (
            "docx with a document type",
            archive(&[("word/document.xml", "<!DOCTYPE a><a/>")]),
            "DOCX is damaged",
        ),
        ("docx too deep", docx(&"<w:x>".repeat(1000)), "DOCX is damaged"),
        ("docx without words", docx("<w:p/>"), "no text"),
        ("program", b"\x7FELF\x02".to_vec(), "program"),
        ("zeros", vec![0; 64], "line 1 holds bytes"),
        ("zero in line 3", b"a\nb\nc\0d".to_vec(), "line 3 holds bytes"),
        (
            "noise",
            (0..4000_u32).map(|i| (i * 7919 % 251) as u8 | 0x80).collect(),
            "not recognised",
        ),
        ("too large", vec![b'a'; FILE_BYTES_MAX + 1], "more than"),
    ];
    for (name, bytes, words) in rows {
        let error = text_of(&bytes, name).expect_err(name);
        assert!(error.to_string().contains(words), "{name}: {error}");
        assert!(error.message_zh().chars().any(|c| c > '\u{4E00}'), "{name}");
    }
}

#[test]
fn a_container_that_unpacks_to_too_much_is_refused() {
    let error = text_of(&docx(&" ".repeat(65 * 1024 * 1024)), "bomb.docx").expect_err("a bomb");
    assert!(matches!(error, IntakeError::DocxTooLarge { .. }), "{error}");
}

#[test]
#[cfg(feature = "pdf")]
fn a_pdf_without_text_is_refused_as_a_scan() {
    assert_eq!(
        text_of(pdf_of_a_scan().as_bytes(), "scan.pdf"),
        Err(IntakeError::PdfScan)
    );
    let cut = text_of(&PDF[..2000], "cut.pdf").expect_err("a PDF cut short");
    assert!(matches!(cut, IntakeError::PdfBroken { .. }), "{cut}");
    let locked = text_of(b"%PDF-1.4\ntrailer<</Encrypt 1 0 R>>", "locked.pdf").expect_err("a locked PDF");
    assert_eq!(locked, IntakeError::Encrypted { kind: "PDF" });
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..2048)) {
        let _ = text_of(&bytes, "a");
    }

    #[test]
    fn a_mutated_docx_never_panics(at in 0..DOCX.len(), byte: u8, cut in 0..DOCX.len()) {
        let mut bytes = DOCX.to_vec();
        bytes[at] = byte;
        let _ = text_of(&bytes, "a.docx");
        bytes.truncate(cut);
        let _ = text_of(&bytes, "a.docx");
    }

    #[test]
    fn a_mutated_text_part_never_panics(at in 0..400_usize, byte in 32_u8..127) {
        let mut xml = BODIES.iter().map(|(body, _)| *body).collect::<String>().into_bytes();
        let at = at % xml.len();
        if xml[at].is_ascii() {
            xml[at] = byte;
        }
        let _ = text_of(&docx(&String::from_utf8_lossy(&xml)), "a.docx");
    }
}

#[cfg(feature = "pdf")]
proptest! {
    // Each case reads a PDF of many pages, so there are few.
    #![proptest_config(ProptestConfig { cases: 6, ..ProptestConfig::default() })]

    #[test]
    fn a_mutated_pdf_never_panics(at in 0..PDF.len(), byte: u8) {
        let mut bytes = PDF.to_vec();
        bytes[at] = byte;
        let _ = text_of(&bytes, "a.pdf");
    }
}
