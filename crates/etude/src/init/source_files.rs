//! The source of a program: the files that its command names, and the files next to them that those name.

use std::collections::VecDeque;
use std::fs::File;
use std::io::Read as _;
use std::path::{Component, Path, PathBuf};

use super::metric::SourceFile;

/// Longest file that is read, in bytes.
const LONGEST: u64 = 1 << 20;
/// Most files that are read.
const MOST_FILES: usize = 20;

/// The source files of a command in a folder, the script itself first. Files elsewhere on the machine, and what is no
/// text, are not read.
pub(super) fn source_files(folder: &Path, command: &[String]) -> Vec<SourceFile> {
    let modules = command.windows(2).filter(|pair| pair[0] == "-m").flat_map(|pair| module_files(&pair[1]));
    let named = command.iter().map(PathBuf::from).chain(modules);
    let mut waiting: VecDeque<PathBuf> = named.collect();
    let mut files: Vec<(PathBuf, SourceFile)> = Vec::new();
    while let Some(path) = waiting.pop_front() {
        if files.len() == MOST_FILES || files.iter().any(|(known, _)| *known == path) {
            continue;
        }
        let Some(text) = read(&folder.join(&path)) else { continue };
        let beside = path.parent().unwrap_or(Path::new("")).to_owned();
        let mentioned = mentioned(&text).into_iter().flat_map(|name| [beside.join(&name), name]);
        waiting.extend(mentioned.filter(|name| is_below(name)).map(|name| plain(&name)));
        let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        files.push((path, SourceFile { name, text }));
    }
    files.into_iter().map(|(_, file)| file).collect()
}

fn module_files(module: &str) -> Vec<PathBuf> {
    let path = module.replace('.', "/");
    vec![format!("{path}.py").into(), format!("{path}/__main__.py").into()]
}

/// The files that a text may mean: the modules that it imports, and the words of a shell script that end as scripts do.
fn mentioned(text: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let is_shell = text.starts_with("#!") && text.lines().next().is_some_and(|line| line.ends_with("sh"));
    for line in text.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words[..] {
            ["from", module, "import", ..] | ["import", module, ..] => {
                files.extend(module_files(module.trim_matches(['.', ','])));
            }
            _ if is_shell => {
                let words = words.iter().map(|word| word.trim_matches(['"', '\'']));
                files.extend(
                    words.filter(|word| word.contains(".py") || word.contains(".sh")).map(PathBuf::from),
                );
            }
            _ => {}
        }
    }
    files
}

/// A path that does not lead out of where it is joined to.
fn is_below(path: &Path) -> bool {
    path.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir))
}

fn plain(path: &Path) -> PathBuf {
    path.components().filter(|part| *part != Component::CurDir).collect()
}

fn read(path: &Path) -> Option<String> {
    let file = File::open(path)
        .ok()
        .filter(|file| file.metadata().is_ok_and(|what| what.is_file() && what.len() <= LONGEST))?;
    let mut content = Vec::new();
    file.take(LONGEST).read_to_end(&mut content).ok()?;
    String::from_utf8(content).ok()
}
