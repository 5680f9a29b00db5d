//! Reading our own pages: tags with attributes, and what must hold on each page.

use std::collections::BTreeSet;

#[derive(Debug)]
pub struct Tag {
    pub name: String,
    pub attributes: Vec<(String, String)>,
}

impl Tag {
    pub fn get(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }
}

/// The opening tags of a page, in order. Only for well-formed pages such as ours: attributes are in double quotes.
pub fn tags(page: &str) -> Vec<Tag> {
    let mut out = Vec::new();
    let mut rest = page;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if rest.starts_with(['/', '!']) {
            continue;
        }
        let name: String = rest.chars().take_while(|c| c.is_ascii_alphanumeric()).collect();
        assert!(
            !name.is_empty(),
            "a stray < before {:?}",
            rest.chars().take(40).collect::<String>()
        );
        rest = &rest[name.len()..];
        let mut attributes = Vec::new();
        loop {
            rest = rest.trim_start();
            if let Some(after) = rest.strip_prefix("/>").or_else(|| rest.strip_prefix('>')) {
                rest = after;
                break;
            }
            let end = rest
                .find(|c: char| c.is_whitespace() || "=>/".contains(c))
                .expect("a tag that ends");
            let key = rest[..end].to_owned();
            assert!(
                !key.is_empty(),
                "in <{name}: {:?}",
                rest.chars().take(40).collect::<String>()
            );
            rest = &rest[end..];
            let mut value = String::new();
            if let Some(after) = rest.strip_prefix("=\"") {
                let close = after.find('"').expect("a quote that closes");
                value = unescaped(&after[..close]);
                rest = &after[close + 1..];
            }
            attributes.push((key, value));
        }
        out.push(Tag { name, attributes });
    }
    out
}

fn unescaped(text: &str) -> String {
    text.replace("&#60;", "<")
        .replace("&#62;", ">")
        .replace("&#34;", "\"")
        .replace("&#39;", "'")
        .replace("&#38;", "&")
        .replace("&amp;", "&")
}

pub fn ids(tags: &[Tag]) -> BTreeSet<String> {
    tags.iter().filter_map(|tag| tag.get("id")).map(str::to_owned).collect()
}

/// What must hold on every page; a sentence for each thing that does not.
pub fn faults(page: &str, lang: &str) -> Vec<String> {
    let tags = tags(page);
    let mut out = Vec::new();
    let ids = ids(&tags);
    if tags.iter().filter(|tag| tag.get("id").is_some()).count() != ids.len() {
        out.push("an id stands twice".to_owned());
    }
    if tags
        .iter()
        .find(|tag| tag.name == "html")
        .and_then(|tag| tag.get("lang"))
        != Some(lang)
    {
        out.push(format!("lang is not {lang}"));
    }
    if page.contains("http://") || page.contains("https://") {
        out.push("an address of somebody else".to_owned());
    }
    if page.contains('⟨') {
        out.push("a missing sentence".to_owned());
    }
    let labelled: BTreeSet<&str> = tags
        .iter()
        .filter(|tag| tag.name == "label")
        .filter_map(|tag| tag.get("for"))
        .collect();
    let mut level = 0;
    for tag in &tags {
        for (name, value) in &tag.attributes {
            if name.starts_with("on") || name == "style" {
                out.push(format!("<{}> has {name}", tag.name));
            }
            if value.starts_with("//") || value.starts_with("javascript:") {
                out.push(format!("<{}> points to {value}", tag.name));
            }
            if name == "href" && value.starts_with('#') && value.len() > 1 && !ids.contains(&value[1..]) {
                out.push(format!("nothing has the anchor {value}"));
            }
            if matches!(name.as_str(), "aria-labelledby" | "aria-describedby") {
                let missing = value.split_whitespace().filter(|id| !ids.contains(*id));
                out.extend(missing.map(|id| format!("nothing has the id {id}")));
            }
        }
        if tag.name == "script" && tag.get("src").is_none() {
            out.push("script in the page".to_owned());
        }
        let is_field = matches!(tag.name.as_str(), "input" | "select" | "textarea")
            && !matches!(tag.get("type"), Some("hidden" | "checkbox" | "radio" | "submit"));
        if is_field && !tag.get("id").is_some_and(|id| labelled.contains(id)) && tag.get("aria-label").is_none() {
            out.push(format!("a field without a label: {:?}", tag.get("name")));
        }
        if let Some(next) = tag.name.strip_prefix('h').and_then(|n| n.parse::<u32>().ok()) {
            if next > level + 1 {
                out.push(format!("h{next} after h{level}"));
            }
            level = next;
        }
    }
    let headings = tags.iter().filter(|tag| tag.name == "h1").count();
    if headings != 1 {
        out.push(format!("{headings} first-level headings"));
    }
    out
}
