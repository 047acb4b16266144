//! A bare study that is kept in a file, so that other processes may go on with it: each asks or tells and ends.
//!
//! Every call takes the file's lock, reads it, does one thing, and appends what it did; when it returns, that is on the disk.
//! So any number of processes may work with one study at a time, and any of them may be killed.

use std::path::{Path, PathBuf};

use etude_search::catalogue;
use etude_store::{StudyContent, StudyFile, StudyFileError};
use etude_study::configuration::Values;
use etude_study::project::DeclaredSpace;
use etude_study::score::Direction;
use etude_study::study_file::{AskedLine, FORMAT_VERSION, StudyHeader, StudyLine, ToldLine};
use etude_study::told::Told;
use thiserror::Error;

use crate::ask_tell::{Best, DEFAULT_BUDGET, Goal, Plan, Space, State, StudyError};

/// Why a stored study cannot do what it was asked.
#[derive(Debug, Error)]
pub enum StoredStudyError {
    /// The file cannot be used.
    #[error(transparent)]
    File(#[from] StudyFileError),
    /// The study cannot do it.
    #[error(transparent)]
    Study(#[from] StudyError),
    /// There is no study yet, and not all is said that makes one.
    #[error("there is no study at {} yet, and no {missing} to begin one with", .path.display())]
    NotBegun {
        /// Where it would be.
        path: PathBuf,
        /// What is missing: a space or a direction.
        missing: &'static str,
    },
    /// The file has another study than was asked for.
    #[error("the study at {} has another {differs}", .path.display())]
    OtherStudy {
        /// The file.
        path: PathBuf,
        /// What is different.
        differs: &'static str,
    },
    /// The file's lines do not fit together.
    #[error("the study at {} is damaged: {reason}", .path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What does not fit.
        reason: String,
    },
}

type Done<T> = Result<T, StoredStudyError>;

/// What makes a study. For one that is there already, what is said must agree with it.
#[derive(Debug, Clone, Default)]
pub struct StudyDefinition {
    /// The space; needed to begin.
    pub space: Option<Space>,
    /// Whether smaller or larger scores are better; needed to begin.
    pub direction: Option<Direction>,
    /// The sampler's name; "auto" if not said.
    pub sampler: Option<String>,
    /// The seed; 0 if not said.
    pub seed: Option<u64>,
    /// About how many trials there will be; 100 if not said.
    pub budget: Option<u64>,
}

/// A trial of a stored study.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredTrial {
    /// Its number, from 0.
    pub id: u64,
    /// The values of the parameters that are present.
    pub values: Values,
}

/// What was asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct AskedTrials {
    /// The trials, as many as there were.
    pub trials: Vec<StoredTrial>,
    /// The versions of the sampler's algorithm at the study's beginning and now, where they differ: its suggestions then go
    /// on otherwise than they would have.
    pub sampler_changed: Option<(u32, u32)>,
}

/// A bare study in a file.
#[derive(Debug, Clone)]
pub struct StoredStudy {
    path: PathBuf,
}

impl StoredStudy {
    /// The study in the file at `path`, which is not looked at yet.
    pub fn at(path: impl Into<PathBuf>) -> StoredStudy {
        StoredStudy { path: path.into() }
    }

    /// Asks for trials; fewer when a grid or a small space has no more. The study begins with the first call.
    ///
    /// # Errors
    /// If the file cannot be used, or has another study than `definition` says.
    pub fn ask(&self, definition: StudyDefinition, count: usize) -> Done<AskedTrials> {
        let definition = Definition::read(definition)?;
        let missing = definition.missing();
        let opened = StudyFile::open(&self.path, missing.is_none());
        let (mut file, content) = match (opened, missing) {
            (Err(StudyFileError::NoStudy { path }), Some(missing)) => {
                return Err(StoredStudyError::NotBegun { path, missing });
            }
            (opened, _) => opened?,
        };
        let mut lines = Vec::new();
        let content = match (content, missing) {
            (Some(content), _) => {
                definition.agree(&content.header, &self.path)?;
                content
            }
            (None, Some(missing)) => {
                return Err(StoredStudyError::NotBegun { path: self.path.clone(), missing });
            }
            (None, None) => {
                let header = definition.header()?;
                lines.push(StudyLine::Study(Box::new(header.clone())));
                StudyContent { header, lines: Vec::new() }
            }
        };
        let begun_with = content.header.sampler_version;
        let mut state = self.state(content)?;
        let version = state.plan().sampler.version();
        let asked = state.ask(count)?;
        let trials: Vec<StoredTrial> =
            asked.map(|id| StoredTrial { id, values: state.trials()[id as usize].values.clone() }).collect();
        lines.extend(trials.iter().map(|trial| {
            let unit = state.trials()[trial.id as usize].point.clone();
            StudyLine::Asked(AskedLine { id: trial.id, point: trial.values.clone(), unit })
        }));
        if !lines.is_empty() {
            file.append(&lines)?;
        }
        Ok(AskedTrials { trials, sampler_changed: (version != begun_with).then_some((begun_with, version)) })
    }

    /// Ends a trial.
    ///
    /// # Errors
    /// If the file cannot be used, there is no such trial, or it has ended.
    pub fn tell(&self, id: u64, told: impl Into<Told>) -> Done<()> {
        let told = told.into();
        let (mut file, content) = StudyFile::open(&self.path, false)?;
        let content = content.ok_or_else(|| StudyFileError::NoStudy { path: self.path.clone() })?;
        self.state(content)?.tell(id, told.clone())?;
        Ok(file.append(&[StudyLine::Told(ToldLine { id, told })])?)
    }

    /// The trial to take, which need not be the luckiest; nothing before one has a score.
    ///
    /// # Errors
    /// If the file cannot be used.
    pub fn best(&self) -> Done<Option<Best>> {
        let state = self.state(StudyFile::read(&self.path)?)?;
        Ok(state.best().map(|id| Best { id, values: state.trials()[id as usize].values.clone() }))
    }

    /// What the file says, as the study that it says it of.
    fn state(&self, content: StudyContent) -> Done<State> {
        let StudyContent { header, lines } = content;
        let plan = Plan {
            declared: DeclaredSpace { space: header.space, baseline: header.baseline },
            goal: Goal::One(header.direction),
            sampler: catalogue::sampler(&header.sampler).map_err(StudyError::from)?,
            seed: header.seed,
            budget: header.budget,
            repeats: 0.0,
        };
        let mut asked = Vec::new();
        let mut told = Vec::new();
        for line in lines {
            match line {
                StudyLine::Asked(line) if line.id == asked.len() as u64 => {
                    asked.push((line.unit, line.point));
                }
                StudyLine::Asked(line) => {
                    return Err(self.damaged(format!(
                        "trial {} stands in the place of {}",
                        line.id,
                        asked.len()
                    )));
                }
                StudyLine::Told(line) => told.push(line),
                StudyLine::Study(_) => return Err(self.damaged("it has two heads".into())),
            }
        }
        let mut state = State::resumed(plan, asked)?;
        for line in told {
            state.tell(line.id, line.told).map_err(|error| self.damaged(error.to_string()))?;
        }
        Ok(state)
    }

    fn damaged(&self, reason: String) -> StoredStudyError {
        StoredStudyError::Damaged { path: self.path.clone(), reason }
    }
}

/// A definition whose space was read.
struct Definition {
    declared: Option<DeclaredSpace>,
    direction: Option<Direction>,
    sampler: Option<String>,
    seed: Option<u64>,
    budget: Option<u64>,
}

impl Definition {
    fn read(definition: StudyDefinition) -> Result<Definition, StudyError> {
        let StudyDefinition { space, direction, sampler, seed, budget } = definition;
        if let Some(name) = &sampler {
            catalogue::sampler(name)?;
        }
        let declared = space.map(Space::declared).transpose()?;
        Ok(Definition { declared, direction, sampler, seed, budget })
    }

    fn missing(&self) -> Option<&'static str> {
        match (&self.declared, self.direction) {
            (None, _) => Some("space"),
            (_, None) => Some("direction"),
            _ => None,
        }
    }

    fn header(&self) -> Result<StudyHeader, StudyError> {
        let sampler = self.sampler.clone().unwrap_or_else(|| "auto".into());
        let declared = self.declared.clone().unwrap_or_default();
        Ok(StudyHeader {
            version: FORMAT_VERSION,
            direction: self.direction.unwrap_or(Direction::Minimize),
            sampler_version: catalogue::sampler(&sampler)?.version(),
            sampler,
            seed: self.seed.unwrap_or(0),
            budget: self.budget.unwrap_or(DEFAULT_BUDGET),
            space: declared.space,
            baseline: declared.baseline,
        })
    }

    /// Whether all that is said is so in the study that is there.
    fn agree(&self, header: &StudyHeader, path: &Path) -> Done<()> {
        let differs = if self.declared.as_ref().is_some_and(|said| said.space != header.space) {
            "space"
        } else if self.declared.as_ref().is_some_and(|said| said.baseline != header.baseline) {
            "baseline"
        } else if self.direction.is_some_and(|said| said != header.direction) {
            "direction"
        } else if self.sampler.as_ref().is_some_and(|said| *said != header.sampler) {
            "sampler"
        } else if self.seed.is_some_and(|said| said != header.seed) {
            "seed"
        } else if self.budget.is_some_and(|said| said != header.budget) {
            "budget"
        } else {
            return Ok(());
        };
        Err(StoredStudyError::OtherStudy { path: path.to_owned(), differs })
    }
}
