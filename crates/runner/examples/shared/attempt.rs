//! A first attempt of a command, with nothing set that need not be.

use std::collections::BTreeMap;

use etude_runner::{GRACE_SECONDS, PreparedAttempt};
use etude_study::configuration::{Configuration, Values};
use etude_study::protocol::{AttemptOrder, PROTOCOL_VERSION};

pub(crate) fn attempt(trial: u32, command: Vec<String>) -> PreparedAttempt {
    let configuration =
        Configuration { values: Values::new(), batch_size: None, max_epochs: 1, seed: 1, data_seed: 1 };
    let order = AttemptOrder {
        version: PROTOCOL_VERSION,
        trial,
        attempt: 1,
        command,
        directory: ".".into(),
        environment: BTreeMap::new(),
        objective: "val_error".into(),
        metrics: BTreeMap::new(),
        epochs_before: 0,
        virtual_environment: None,
        stall_after_seconds: None,
        time_limit_seconds: None,
        grace_seconds: GRACE_SECONDS,
    };
    PreparedAttempt { order, configuration, environment: BTreeMap::new() }
}
