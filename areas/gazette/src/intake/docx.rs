//! DOCX: the paragraphs of the main part, as a reader sees them.
//!
//! Deleted revisions, field codes and footnotes are left out; inserted revisions, field results and text boxes are in. A
//! table becomes one line a cell, row by row, as tables do in text copied from a page.

use std::borrow::Cow;
use std::io::{Cursor, Read};

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use zip::ZipArchive;

use super::{Format, Intake, IntakeError, foreign, normalised};

/// How much the main part may unpack to, in bytes.
const PART_BYTES_MAX: u64 = 64 * 1024 * 1024;
/// How deep elements may nest.
const DEPTH_MAX: usize = 512;

/// The text of a DOCX.
pub(super) fn text_of(bytes: &[u8]) -> Result<Intake, IntakeError> {
    let xml = main_part(bytes)?;
    let mut walk = Walk::default();
    walk.read(&decoded(&xml)?)?;
    let notes = walk.notes();
    let text = normalised(&walk.out);
    if let Some(at) = text.find(|c: char| c.is_control() && c != '\n' && c != '\t') {
        return Err(IntakeError::Binary {
            line: super::line_of(&text, at),
        });
    }
    Ok(Intake {
        text,
        format: Format::Docx,
        encoding: None,
        notes,
    })
}

fn broken(detail: impl std::fmt::Display) -> IntakeError {
    // A parser's message can quote the file; a little of it is enough.
    IntakeError::DocxBroken {
        detail: detail.to_string().chars().take(120).collect(),
    }
}

/// Unpacks the part that holds the text.
fn main_part(bytes: &[u8]) -> Result<Vec<u8>, IntakeError> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
    let names: Vec<String> = archive
        .file_names()
        .filter_map(|name| Some(name.ok()?.into_owned()))
        .collect();
    let refs: Vec<&str> = names.iter().map(String::as_str).collect();
    let Some(name) = part_name(&refs) else {
        let word = refs.iter().any(|name| name.starts_with("word/"));
        return Err(if word {
            broken("word/document.xml is missing")
        } else {
            foreign::archive(&refs)
        });
    };
    let index = archive
        .index_for_name(name)
        .ok_or_else(|| broken("the main part is missing"))?;
    if archive.by_index_raw(index).map_err(broken)?.encrypted() {
        return Err(IntakeError::Encrypted { kind: "DOCX" });
    }
    let part = archive.by_index(index).map_err(broken)?;
    let mut xml = Vec::new();
    // The size in the directory can lie, so what comes out is counted.
    part.take(PART_BYTES_MAX + 1).read_to_end(&mut xml).map_err(broken)?;
    if xml.len() as u64 > PART_BYTES_MAX {
        return Err(IntakeError::DocxTooLarge { limit: PART_BYTES_MAX });
    }
    Ok(xml)
}

/// The part as text: UTF-8, or UTF-16 with its mark.
fn decoded(xml: &[u8]) -> Result<Cow<'_, str>, IntakeError> {
    if let Some((encoding, mark)) = encoding_rs::Encoding::for_bom(xml) {
        return Ok(encoding.decode_without_bom_handling(&xml[mark..]).0);
    }
    std::str::from_utf8(xml).map(Cow::Borrowed).map_err(broken)
}

/// `word/document.xml`, or the numbered name that some services give it.
fn part_name<'a>(names: &[&'a str]) -> Option<&'a str> {
    let main = |name: &&&str| name.starts_with("word/document") && name.ends_with(".xml");
    names
        .iter()
        .find(|name| **name == "word/document.xml")
        .or_else(|| names.iter().find(main))
        .copied()
}

/// A cell that is being read: its paragraphs go on one line.
#[derive(Default)]
struct Cell {
    words: String,
}

#[derive(Default)]
struct Walk {
    out: String,
    /// The paragraphs that are open; more than one inside a text box.
    paragraphs: Vec<String>,
    cells: Vec<Cell>,
    /// How many elements are open, and below which depth everything is left out.
    depth: usize,
    skip_below: Option<usize>,
    in_text: bool,
    deleted: usize,
    footnotes: usize,
}

impl Walk {
    fn read(&mut self, xml: &str) -> Result<(), IntakeError> {
        let mut reader = Reader::from_str(xml);
        reader.config_mut().expand_empty_elements = true;
        loop {
            match reader.read_event().map_err(broken)? {
                Event::Start(start) => self.open(&start)?,
                Event::End(end) => self.close(local(end.name().as_ref())),
                Event::Text(text) if self.takes_text() => {
                    self.push(&text.xml_content(XmlVersion::Implicit1_0));
                }
                Event::GeneralRef(reference) if self.takes_text() => {
                    if let Some(c) = reference.resolve_char_ref().map_err(broken)? {
                        self.push(c.encode_utf8(&mut [0; 4]));
                    } else {
                        let known = quick_xml::escape::resolve_predefined_entity(&reference);
                        self.push(known.ok_or_else(|| broken("an unknown entity"))?);
                    }
                }
                Event::CData(data) if self.takes_text() => {
                    self.push(&data);
                }
                Event::DocType(_) => return Err(broken("a document type is not allowed here")),
                Event::Eof => break,
                _ => {}
            }
        }
        if self.depth > 0 {
            return Err(broken("the text part ends too early"));
        }
        Ok(())
    }

    fn takes_text(&self) -> bool {
        self.in_text && self.skip_below.is_none()
    }

    fn push(&mut self, words: &str) {
        if let Some(paragraph) = self.paragraphs.last_mut() {
            paragraph.push_str(words);
        }
    }

    fn open(&mut self, start: &BytesStart<'_>) -> Result<(), IntakeError> {
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return Err(broken("elements nest too deeply"));
        }
        if self.skip_below.is_some() {
            return Ok(());
        }
        let name = start.name();
        match local(name.as_ref()) {
            // Fallback repeats what Choice says; rt is the reading printed over a character.
            "del" | "moveFrom" => self.leave_out(true),
            "instrText" | "delText" | "delInstrText" | "Fallback" | "rt" | "rPr" | "pPr" => self.leave_out(false),
            "p" => self.paragraphs.push(String::new()),
            "tc" => self.cells.push(Cell::default()),
            "t" => self.in_text = true,
            "tab" | "ptab" => self.push("\t"),
            "br" | "cr" => self.push("\n"),
            "noBreakHyphen" => self.push("-"),
            "footnoteReference" | "endnoteReference" => self.footnotes += 1,
            _ => {}
        }
        Ok(())
    }

    fn leave_out(&mut self, deleted: bool) {
        self.skip_below = Some(self.depth);
        self.deleted += usize::from(deleted);
    }

    fn close(&mut self, name: &str) {
        let depth = self.depth;
        self.depth = depth.saturating_sub(1);
        if let Some(limit) = self.skip_below {
            if depth == limit {
                self.skip_below = None;
            }
            return;
        }
        match name {
            "t" => self.in_text = false,
            "p" => {
                let words = self.paragraphs.pop().unwrap_or_default();
                self.paragraph(&words);
            }
            "tc" => {
                let cell = self.cells.pop().unwrap_or_default();
                self.paragraph(&cell.words);
            }
            _ => {}
        }
    }

    /// A paragraph that is complete: into the cell around it, or onto a line of its own.
    fn paragraph(&mut self, words: &str) {
        if let Some(cell) = self.cells.last_mut() {
            let words = words.replace('\n', " ");
            if !cell.words.is_empty() && !words.is_empty() {
                cell.words.push(' ');
            }
            cell.words.push_str(&words);
        } else {
            self.out.push_str(words);
            self.out.push('\n');
        }
    }

    fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if self.deleted > 0 {
            notes.push(format!("文档中有 {} 处修订删除的文字，未读入", self.deleted));
        }
        if self.footnotes > 0 {
            notes.push(format!("文档中有 {} 处脚注或尾注，未读入", self.footnotes));
        }
        notes
    }
}

/// The name without its prefix; elements of drawings (`a:t`, `a:p`) are no text of the document.
fn local(name: &str) -> &str {
    match name.split_once(':') {
        Some(("a", _)) => "",
        Some((_, rest)) => rest,
        None => name,
    }
}
