//! Ask and tell: a bare study, for programs that train by themselves.
//!
//! A [`Study`] searches a [`Space`]: it is asked for trials and told what they score, in the order that suits the program,
//! several in flight, from several threads. It has a best trial and no verdict: no round, no baseline to beat, no fresh seeds.
//! It reads and writes nothing; [`crate::stored_study`] keeps one in a file, and [`conversation`] lets a program in any language
//! have one over its standard input and output.
//!
//! ```
//! use etude::ask_tell::{Space, Study};
//! use etude::study::score::Direction;
//!
//! # fn validation_loss(learning_rate: f64, layers: i64) -> f64 {
//! #     (learning_rate.log10() + 2.0).powi(2) + 0.1 * layers as f64
//! # }
//! let space = Space::new().log("learning_rate", 1e-4, 1.0).whole("layers", 1, 4);
//! let study = Study::new(space, Direction::Minimize, "quasi-random")?;
//! for _ in 0..32 {
//!     let Some(trial) = study.ask()? else { break };
//!     // A loss that is NaN has diverged: the point is infeasible, and the search learns to keep away.
//!     trial.tell(validation_loss(trial.number("learning_rate")?, trial.whole("layers")?))?;
//! }
//! let best = study.best().expect("trials were told");
//! assert!((best.values["learning_rate"].as_f64().unwrap_or(0.0).log10() + 2.0).abs() < 1.0);
//! # Ok::<(), etude::ask_tell::StudyError>(())
//! ```

pub mod conversation;
mod error;
mod front;
mod goal;
mod ordered_json;
mod request;
mod seen;
mod space;
mod state;
mod study;
mod trial;

pub use error::StudyError;
pub use etude_study::objective::Objective;
pub use etude_study::told::Told;
pub use front::OnFront;
pub(crate) use goal::Goal;
pub use space::Space;
pub(crate) use state::{Plan, State};
pub use study::{Best, DEFAULT_BUDGET, Study, StudyBuilder};
pub use trial::Trial;
