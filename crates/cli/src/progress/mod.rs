//! Progress on standard error: bars in a terminal, plain lines without one.

mod bars;
mod milestones;

use std::path::Path;
use std::time::Duration;

use etude::ProjectFolder;
use etude::run::Observer;
use etude::store::LeaseOwner;
use etude::study::event::Event;
use etude::study::history::History;
use etude::study::project::Project;
use etude::study::trial::Outcome;
use etude::views::broken_attempt;

use crate::broken_trial::describe;
use crate::output;
use bars::Bars;

/// What a person sees while a project runs.
pub(crate) struct Progress<'a> {
    folder: &'a ProjectFolder,
    etude: &'a Path,
    bars: Option<Bars>,
    /// Whether a broken trial was shown; the ones after it most often break alike.
    told_of_broken: bool,
    told_disk_is_full: bool,
    told_owner_is_silent: bool,
}

impl Progress<'_> {
    pub(crate) fn new<'a>(folder: &'a ProjectFolder, etude: &'a Path) -> Progress<'a> {
        let terminal = console::Term::stderr().is_term();
        Progress {
            folder,
            etude,
            bars: terminal.then(|| Bars::new(folder.project.slots)),
            told_of_broken: false,
            told_disk_is_full: false,
            told_owner_is_silent: false,
        }
    }

    /// Leaves the terminal tidy.
    pub(crate) fn finish(&mut self) {
        if let Some(bars) = self.bars.take() {
            bars.clear();
        }
    }

    /// Whether an ended trial gets a line: each where there are no bars, else one that a person gave up.
    fn is_worth_a_line(&self, event: &Event) -> bool {
        self.bars.is_none() || matches!(event, Event::TrialEnded { outcome: Outcome::Cancelled, .. })
    }

    /// The first attempt that breaks is shown at once, with all that helps to mend it.
    fn tell_of_broken(&mut self, event: &Event, history: &History) {
        let Event::AttemptEnded { trial, attempt, .. } = event else { return };
        if self.told_of_broken {
            return;
        }
        let Some(broken) = broken_attempt(self.folder, self.etude, history, (*trial, *attempt)) else {
            return;
        };
        self.told_of_broken = true;
        let text = format!(
            "Trial {trial}, attempt {}: {}\n{}  all of it: etude show {}",
            broken.attempt,
            broken.ending,
            describe(&broken),
            trial.0
        );
        self.say_as_it_is(&text);
    }

    fn say_as_it_is(&self, text: &str) {
        match &self.bars {
            Some(bars) => bars.say(text),
            None => output::to_standard_error(&format!("{text}\n")),
        }
    }

    fn say(&self, text: &str) {
        self.say_as_it_is(&output::wrapped(text));
    }
}

impl Observer for Progress<'_> {
    fn recorded(&mut self, events: &[Event], history: &History, project: &Project) {
        self.told_disk_is_full = false;
        for event in events {
            self.tell_of_broken(event, history);
            if let Some(text) = milestones::milestone(event, history, project) {
                self.say(&text);
            } else if self.is_worth_a_line(event)
                && let Some(text) = milestones::trial_line(event, history)
            {
                self.say(&text);
            }
        }
        if let Some(bars) = &self.bars {
            bars.show(history);
        }
    }

    fn stopping(&mut self, asked: u32) {
        self.say(match asked {
            1 => "Stopping when the running trials have ended; Ctrl-C again stops them too. Nothing is lost.",
            _ => "Stopping the running trials; `etude run` attempts them again.",
        });
    }

    fn waited(&mut self, history: &History) {
        if let Some(bars) = &self.bars {
            bars.show(history);
        }
    }

    fn owner_is_silent(&mut self, owner: &LeaseOwner, left: Duration) {
        if !self.told_owner_is_silent {
            self.told_owner_is_silent = true;
            self.say(&format!(
                "This project is run by {owner}, which gives no sign of life. If it stays silent for another {} \
                 seconds, this run takes over; Ctrl-C gives up.",
                left.as_secs().max(1)
            ));
        }
    }

    fn disk_is_full(&mut self) {
        if !self.told_disk_is_full {
            self.told_disk_is_full = true;
            self.say("The disk is full: waiting for room. Running trials go on and nothing is lost.");
        }
    }
}
