//! Writing a chosen batch size into the project file, and recording it as a launch of its own (S4).

use etude_study::batch_size_choice::BatchSizeChoice;
use etude_study::event::Event;
use toml_edit::{DocumentMut, Item, Value};

use super::error::BatchSizeError;
use crate::project_file_text;
use crate::project_folder::{PROJECT_FILE, ProjectFolder};
use crate::run::now_ms;

/// Writes the size into `[batch_size]`, records the choice, and opens the project anew. The file comes first: a choice that was
/// recorded and does not stand there would be none.
pub(super) fn choose(
    folder: &ProjectFolder,
    choice: BatchSizeChoice,
) -> Result<ProjectFolder, BatchSizeError> {
    let path = folder.root().join(PROJECT_FILE);
    let failed = |source| BatchSizeError::File { path: path.clone(), source };
    let (mut store, _lease) = folder.own(now_ms(), &mut |_, _| true)?;
    let text = project_file_text::read(folder).map_err(failed)?;
    let changed = with_batch_size(&text, choice.size).ok_or(BatchSizeError::NotChanged)?;
    if changed != text {
        project_file_text::replace(folder, &changed).map_err(failed)?;
    }
    let folder = ProjectFolder::open(folder.root())?;
    store.append(&[Event::BatchSizeChosen { choice: Box::new(choice) }], now_ms())?;
    Ok(folder)
}

/// The text of a project file with another batch size; comments and order stay. None where there is no `value` to change.
fn with_batch_size(text: &str, size: u32) -> Option<String> {
    let mut document: DocumentMut = text.parse().ok()?;
    let section = document.get_mut("batch_size")?.as_table_like_mut()?;
    let Some(Item::Value(old)) = section.get_mut("value") else { return None };
    if old.as_integer() == Some(i64::from(size)) {
        return Some(text.to_owned());
    }
    let decor = old.decor().clone();
    *old = Value::from(i64::from(size));
    *old.decor_mut() = decor;
    Some(document.to_string())
}

#[cfg(test)]
mod tests {
    use super::with_batch_size;

    #[test]
    fn the_value_is_changed_and_comments_stay() {
        let text =
            "[batch_size] # for speed\nflag = \"--bs\"\nvalue = 32   # mine\n\n[length]\nmax_epochs = 3\n";
        assert_eq!(with_batch_size(text, 128).unwrap(), text.replace("32", "128"));
        assert_eq!(
            with_batch_size("batch_size = { value = 8 }\n", 64).unwrap(),
            "batch_size = { value = 64 }\n"
        );
        assert_eq!(with_batch_size("[batch_size]\nvalue=8", 8).unwrap(), "[batch_size]\nvalue=8");
        assert_eq!(with_batch_size("[length]\nmax_epochs = 3\n", 64), None);
    }
}
