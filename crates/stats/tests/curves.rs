//! Simulated error rates of what training curves are read for: 50 values on a floor of 0.3, noise of 0.005 to 0.02,
//! neighbours correlated by 0 to 0.6, a margin of 0.01.

use etude_stats::curve::{late_gain, late_noise, late_slope, repeats, rise_after_best, spikes};
use etude_stats::random::Random;

const VALUES: usize = 50;
const CURVES: u32 = 2_000;
const NOISES: [f64; 3] = [0.005, 0.01, 0.02];
const LIKENESSES: [f64; 3] = [0.0, 0.3, 0.6];

/// What a curve would be without noise, from the done share of the training.
type Course = fn(f64, f64) -> f64;

fn plateau(done: f64, _sd: f64) -> f64 {
    0.3 + 0.6 * (-14.0 * done).exp()
}

fn clearly_falling(done: f64, _sd: f64) -> f64 {
    0.3 + 0.4 * (1.0 - done)
}

fn power_law(done: f64, _sd: f64) -> f64 {
    0.3 + 0.1 * (done + 0.02).powf(-0.5)
}

fn rising_by_seven_sd(done: f64, sd: f64) -> f64 {
    plateau(done, sd) + 7.0 * sd * ((done - 0.4) / 0.6).max(0.0)
}

/// A curve with autoregressive noise of standard deviation `sd`.
fn curve(random: &mut Random, course: Course, sd: f64, likeness: f64) -> Vec<f64> {
    let mut noise = random.normal();
    let value = |step: usize| {
        noise = likeness * noise + (1.0 - likeness * likeness).sqrt() * random.normal();
        course((step + 1) as f64 / VALUES as f64, sd) + sd * noise
    };
    (0..VALUES).map(value).collect()
}

/// The share of curves of which `says` holds, the lowest and the highest of all noises.
fn shares(seed: u64, course: Course, says: impl Fn(&[f64]) -> bool) -> (f64, f64) {
    let (mut lowest, mut highest) = (1.0_f64, 0.0_f64);
    let mut random = Random::new(seed);
    for sd in NOISES {
        for likeness in LIKENESSES {
            let count = (0..CURVES).filter(|_| says(&curve(&mut random, course, sd, likeness))).count();
            let share = count as f64 / f64::from(CURVES);
            (lowest, highest) = (lowest.min(share), highest.max(share));
        }
    }
    (lowest, highest)
}

fn improves(margin: f64) -> impl Fn(&[f64]) -> bool {
    move |values| {
        let gain = late_gain(values, &late_noise(values).expect("enough values")).expect("enough values");
        gain.value > (2.0 * gain.standard_error).max(margin)
    }
}

fn overfits(margin: f64) -> impl Fn(&[f64]) -> bool {
    move |values| {
        rise_after_best(values, &late_noise(values).expect("enough values"))
            .is_some_and(|rise| rise.difference.value > (3.0 * rise.difference.standard_error).max(margin))
    }
}

fn rises(values: &[f64]) -> bool {
    late_slope(values).is_ok_and(|slope| slope.z > 3.0 && slope.rise > 0.05 * slope.drop)
}

fn has_spikes(values: &[f64]) -> bool {
    !spikes(values).expect("enough values").is_empty()
}

fn is_periodic(values: &[f64]) -> bool {
    let found = repeats(values, 5).expect("enough values");
    found.autocorrelation > 0.5 && found.p_value < 0.01
}

#[test]
fn a_plateau_is_not_called_improving_and_a_fall_is() {
    for margin in [0.01, 0.0] {
        let (_, alarms) = shares(1, plateau, improves(margin));
        assert!(alarms <= 0.07, "{alarms}");
        let (found, _) = shares(1, clearly_falling, improves(margin));
        assert!(found >= 0.92, "{found}");
        let (slowest, fastest) = shares(1, power_law, improves(margin));
        assert!(slowest >= 0.2 && fastest >= 0.9, "{slowest} to {fastest}");
    }
}

#[test]
fn a_plateau_is_not_called_overfitting_and_a_rise_is() {
    for margin in [0.01, 0.0] {
        let (_, alarms) = shares(2, plateau, overfits(margin));
        assert!(alarms <= 0.05, "{alarms}");
        let (found, _) = shares(2, rising_by_seven_sd, overfits(margin));
        assert!(found >= 0.95, "{found}");
    }
}

/// What is not done: the last value above the lowest by two standard errors.
#[test]
fn the_naive_test_of_overfitting_fires_on_plateaus() {
    let naive = |values: &[f64]| {
        let noise = late_noise(values).expect("enough values");
        let lowest = values.iter().copied().fold(f64::INFINITY, f64::min);
        values[VALUES - 1] > lowest + 2.0 * noise.sd
    };
    let (fewest, _) = shares(2, plateau, naive);
    assert!(fewest >= 0.27, "{fewest}");
}

#[test]
fn rising_loss_spikes_and_periods_are_rarely_seen_where_there_are_none() {
    for (name, says) in
        [("rising", rises as fn(&[f64]) -> bool), ("spikes", has_spikes), ("periods", is_periodic)]
    {
        let (_, alarms) = shares(3, plateau, says);
        assert!(alarms <= 0.025, "{name}: {alarms}");
    }
}

#[test]
fn a_rising_loss_and_a_period_are_found() {
    let rising = |done: f64, sd: f64| plateau(done, sd) + (0.1 + 5.0 * sd) * (done - 0.4).max(0.0);
    let (found, _) = shares(4, rising, rises);
    assert!(found >= 0.6, "{found}");
    let saw = |done: f64, sd: f64| plateau(done, sd) + 1.5 * sd * f64::from((done * 50.0).round() as u32 % 5);
    let (found, _) = shares(4, saw, is_periodic);
    assert!(found >= 0.9, "{found}");
}
