//! The `[slots]` of a project file: how many trials run side by side, and on which devices.

use toml::Spanned;
use toml::de::DeValue;

use super::Workload;
use super::error::ProjectFileError;
use super::section::{Section, as_written, bad_value, wrong_type};
use crate::protocol::VISIBLE_DEVICES;

type Read<T> = Result<T, ProjectFileError>;

const LIST_OF_DEVICES: &str = "a list of devices, such as [0, 1] or [\"GPU-3f2a\"]";
/// Most slots, and most devices.
const MOST_SLOTS: u32 = 4096;

/// What `[slots]` says.
pub(super) struct Slots {
    pub(super) count: u32,
    pub(super) devices: Vec<String>,
}

/// One slot a device, else one; never more without being told.
pub(super) fn read_slots(root: &Section<'_>, workload: &Workload) -> Read<Slots> {
    let Some(section) = root.section("slots")? else { return Ok(Slots { count: 1, devices: Vec::new() }) };
    section.only(&["count", "devices"])?;
    let devices = read_devices(&section, workload)?;
    let count = section.count("count", MOST_SLOTS)?.map(|count| count.value);
    Ok(Slots { count: count.unwrap_or(devices.len().max(1) as u32), devices })
}

fn read_devices(section: &Section<'_>, workload: &Workload) -> Read<Vec<String>> {
    let Some(value) = section.raw("devices") else { return Ok(Vec::new()) };
    let DeValue::Array(items) = value.get_ref() else {
        return Err(wrong_type("devices", LIST_OF_DEVICES, value));
    };
    let refuse = |reason: &str, remedy: &str, item: &Spanned<DeValue<'_>>| {
        Err(bad_value("devices", &as_written(item), reason.into(), remedy.into(), item.span()))
    };
    if items.is_empty() || items.len() > MOST_SLOTS as usize {
        return refuse("names none, or too many", "name each device, or delete `devices`", value);
    }
    let mut devices: Vec<String> = Vec::new();
    for item in items {
        let device = match item.get_ref() {
            DeValue::Integer(number) => match u32::from_str_radix(number.as_str(), number.radix()) {
                Ok(number) => number.to_string(),
                Err(_) => return refuse("is no number of a device", "count devices from 0", item),
            },
            DeValue::String(name) => name.to_string(),
            _ => return Err(wrong_type("devices", LIST_OF_DEVICES, item)),
        };
        if device.trim().is_empty() || device.contains([',', '\0']) {
            let remedy = "let every entry name one device, in quotes where it is no number";
            return refuse("is not one device", remedy, item);
        }
        if devices.contains(&device) {
            let remedy = "name each device once; a `count` above their number lets trials share them in turn";
            return refuse("stands there twice", remedy, item);
        }
        devices.push(device);
    }
    if let Some(name) = VISIBLE_DEVICES.iter().find(|name| workload.environment.contains_key(**name)) {
        let reason = format!("contradicts {name} in the `environment` of [workload]");
        return refuse(&reason, "delete one of the two", value);
    }
    Ok(devices)
}
