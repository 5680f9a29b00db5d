//! Manifests: the shared lints everywhere, one version of everything, a reason for each dependency, and none that
//! could recognise a person.

use crate::Finding;
use crate::metadata::Metadata;
use crate::source::SourceFile;
use std::path::Path;

/// Parts of the names of libraries that see or recognise. A name is cut at `-` and `_`, and each part compared whole.
const EYES: [&str; 22] = [
    "opencv",
    "cv",
    "face",
    "facial",
    "facenet",
    "rustface",
    "insightface",
    "dlib",
    "biometric",
    "biometrics",
    "camera",
    "nokhwa",
    "v4l",
    "gstreamer",
    "tflite",
    "tensorflow",
    "onnx",
    "onnxruntime",
    "ort",
    "tract",
    "tch",
    "mediapipe",
];

/// Checks the manifests of the workspace, and the names of all it is built from.
pub fn check(root: &Path, files: &[SourceFile], metadata: &Metadata) -> Vec<Finding> {
    let mut findings = Vec::new();
    for package in metadata.members() {
        let path = Path::new(&package.manifest_path);
        let path = path
            .strip_prefix(root)
            .unwrap_or(path)
            .to_string_lossy()
            .replace('\\', "/");
        if let Some(file) = files.iter().find(|file| file.path == path) {
            findings.extend(check_member(file));
        }
    }
    if let Some(file) = files.iter().find(|file| file.path == "Cargo.toml") {
        findings.extend(check_reasons(&file.text));
    }
    let seeing = metadata.packages.iter().filter(|package| sees(&package.name));
    findings
        .extend(seeing.map(|package| Finding::new(&package.name, "Cameras identify nobody here: not this library")));
    findings
}

fn check_member(file: &SourceFile) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut section = "";
    let mut shares_lints = false;
    for (number, line) in file.text.lines().enumerate() {
        let line = line.trim();
        if line.starts_with('[') {
            section = line;
        } else if section == "[lints]" && line == "workspace = true" {
            shares_lints = true;
        } else if section.ends_with("dependencies]")
            && line.contains('=')
            && !line.starts_with('#')
            && !line.contains("workspace = true")
        {
            let message = "take the version from the workspace: one version for the whole house";
            findings.push(Finding::new(format!("{}:{}", file.path, number + 1), message));
        }
    }
    if !shares_lints {
        findings.push(Finding::new(&file.path, "it needs [lints] workspace = true"));
    }
    findings
}

fn check_reasons(text: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut inside = false;
    for (number, line) in text.lines().enumerate() {
        if line.starts_with('[') {
            inside = line.trim() == "[workspace.dependencies]";
        } else if inside && line.contains(" = ") && !line.contains("path = ") && !line.starts_with('#') {
            let reason = line.split_once(" # ").map_or("", |(_, reason)| reason);
            if reason.trim().len() < 8 {
                let message = "say after # why this dependency is worth having";
                findings.push(Finding::new(format!("Cargo.toml:{}", number + 1), message));
            }
        }
    }
    findings
}

fn sees(name: &str) -> bool {
    name.split(['-', '_']).any(|part| EYES.contains(&part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_share_lints_and_versions() {
        let rows = [
            ("[lints]\nworkspace = true\n[dependencies]\nserde.workspace = true\n", 0),
            (
                "[dependencies]\nserde = { workspace = true, features = [\"rc\"] }\n[lints]\nworkspace = true\n",
                0,
            ),
            ("[dependencies]\nserde = \"1\"\n[lints]\nworkspace = true\n", 1),
            ("[dev-dependencies]\nserde = \"1\"\n", 2),
            ("[package]\nname = \"a\"\n", 1),
        ];
        for (text, count) in rows {
            let file = SourceFile {
                path: "a/Cargo.toml".to_owned(),
                text: text.to_owned(),
            };
            assert_eq!(check_member(&file).len(), count, "{text}");
        }
    }

    #[test]
    fn each_dependency_has_its_reason() {
        let rows = [
            ("[workspace.dependencies]\nserde = \"1\" # wire formats\n", 0),
            ("[workspace.dependencies]\nserde = \"1\"\n", 1),
            ("[workspace.dependencies]\nserde = \"1\" # x\n", 1),
            (
                "[workspace.dependencies]\nshishi-web = { path = \"web\" }\n[profile.dev]\ndebug = 1\n",
                0,
            ),
        ];
        for (text, count) in rows {
            assert_eq!(check_reasons(text).len(), count, "{text}");
        }
    }

    #[test]
    fn nothing_that_sees_comes_in() {
        let rows = [
            ("opencv", true),
            ("rust-face", true),
            ("onnxruntime-sys", true),
            ("dlib_face_recognition", true),
            ("ort", true),
            ("facet", false),
            ("surface", false),
            ("interface-types", false),
            ("sort", false),
        ];
        for (name, expected) in rows {
            assert_eq!(sees(name), expected, "{name}");
        }
    }
}
