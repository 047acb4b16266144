//! Variants of the Gaussian-process sampler on small problems of our own: `gp_variants VARIANTS PROBLEMS SEEDS BUDGET WORKERS`.
#![allow(clippy::all, clippy::pedantic, clippy::disallowed_methods, clippy::print_stdout)]

use std::time::Instant;

use etude_search::catalogue;
use etude_search::gp::GaussianProcess;
use etude_search::sampler::{Observation, ObservedOutcome, Sampler, SuggestRequest};
use etude_stats::random::{Random, mix};
use etude_study::configuration::Values;
use etude_study::score::{Direction, Score};
use etude_study::space::{Condition, Dimension, Domain, Scale, SearchSpace, UnitPoint};
use etude_study::value::Value;

struct Problem {
    name: &'static str,
    space: SearchSpace,
    /// true value, None infeasible
    truth: Box<dyn Fn(&UnitPoint, &Values) -> Option<f64>>,
    noise: f64,
    best: f64,
    scale: f64,
}

fn dim(n: u32, domain: Domain, when: Option<Condition>) -> Dimension {
    Dimension { name: format!("x{n}"), number: n, domain, when }
}
fn floats(d: u32) -> SearchSpace {
    SearchSpace::new(
        (0..d).map(|n| dim(n, Domain::Float { low: -5.0, high: 5.0, scale: Scale::Linear }, None)).collect(),
    )
}
fn xs(v: &Values, d: usize) -> Vec<f64> {
    (0..d).map(|n| num(v.get(&format!("x{n}")).unwrap())).collect()
}
fn num(v: &Value) -> f64 {
    match v {
        Value::Float(x) => *x,
        Value::Int(i) => *i as f64,
        Value::Bool(b) => f64::from(u8::from(*b)),
        Value::Text(t) => t[1..].parse().unwrap(),
    }
}
fn shift(seed: u64, d: usize) -> Vec<f64> {
    let mut r = Random::new(mix(seed ^ 9191));
    (0..d).map(|_| -4.0 + 8.0 * r.uniform()).collect()
}
fn rotation(seed: u64, d: usize) -> Vec<Vec<f64>> {
    let mut r = Random::new(mix(seed ^ 777));
    let mut rows: Vec<Vec<f64>> = Vec::new();
    while rows.len() < d {
        let mut v: Vec<f64> = (0..d).map(|_| r.normal()).collect();
        for q in &rows {
            let p: f64 = q.iter().zip(&v).map(|(a, b)| a * b).sum();
            for (x, y) in v.iter_mut().zip(q) {
                *x -= p * y;
            }
        }
        let n = v.iter().map(|x| x * x).sum::<f64>().sqrt();
        rows.push(v.iter().map(|x| x / n).collect());
    }
    rows
}
fn rotated(rot: &[Vec<f64>], x: &[f64], s: &[f64]) -> Vec<f64> {
    rot.iter().map(|row| row.iter().zip(x.iter().zip(s)).map(|(r, (x, s))| r * (x - s)).sum()).collect()
}
fn plain(name: &'static str, d: usize, seed: u64, f: impl Fn(&[f64]) -> f64 + 'static) -> Problem {
    let s = shift(seed, d);
    let best = f(&vec![0.0; d]);
    let truth = move |_: &UnitPoint, v: &Values| {
        let x: Vec<f64> = xs(v, d).iter().zip(&s).map(|(x, s)| x - s).collect();
        Some(f(&x))
    };
    finish(Problem { name, space: floats(d as u32), truth: Box::new(truth), noise: 0.0, best, scale: 1.0 })
}
fn rot(name: &'static str, d: usize, seed: u64, f: impl Fn(&[f64]) -> f64 + 'static) -> Problem {
    let (s, q) = (shift(seed, d), rotation(seed, d));
    let best = f(&vec![0.0; d]);
    let truth = move |_: &UnitPoint, v: &Values| Some(f(&rotated(&q, &xs(v, d), &s)));
    finish(Problem { name, space: floats(d as u32), truth: Box::new(truth), noise: 0.0, best, scale: 1.0 })
}
fn finish(mut p: Problem) -> Problem {
    // scale: mean regret of random points; best by sampling where not known
    let mut r = Random::new(5);
    let mut vals = Vec::new();
    let n = if p.best.is_nan() { 20000 } else { 500 };
    for _ in 0..n {
        let u = UnitPoint::new(p.space.dimensions().iter().map(|_| r.uniform()).collect());
        let v = p.space.values_at(&u, &Values::new());
        if let Some(f) = (p.truth)(&u, &v) {
            vals.push((f, u));
        }
    }
    vals.sort_by(|a, b| a.0.total_cmp(&b.0));
    if p.best.is_nan() {
        let mut best = vals[0].clone();
        for (f, u) in vals.iter().take(5) {
            let (mut bf, mut bu) = (*f, u.coordinates().to_vec());
            for k in 0..4000 {
                let sc = 10f64.powf(-0.5 - 4.0 * k as f64 / 4000.0);
                let c: Vec<f64> = bu
                    .iter()
                    .map(|x| if r.uniform() < 0.5 { (x + sc * r.normal()).clamp(0.0, 0.999999) } else { *x })
                    .collect();
                let c = UnitPoint::new(c);
                if let Some(f) = (p.truth)(&c, &p.space.values_at(&c, &Values::new())) {
                    if f < bf {
                        bf = f;
                        bu = c.coordinates().to_vec();
                    }
                }
            }
            if bf < best.0 {
                best = (bf, UnitPoint::new(bu));
            }
        }
        p.best = best.0;
    }
    p.scale = vals.iter().map(|v| v.0).sum::<f64>() / vals.len() as f64 - p.best;
    p
}
fn problem(name: &str, seed: u64) -> Problem {
    match name {
        "quad5" => plain("quad5", 5, seed, |x| {
            x.iter().enumerate().map(|(i, x)| 100f64.powf(i as f64 / 4.0) * x * x).sum()
        }),
        "quad2" => plain("quad2", 2, seed, |x| x.iter().map(|x| x * x).sum::<f64>()),
        "ell10" => rot("ell10", 10, seed, |x| {
            x.iter().enumerate().map(|(i, x)| 1000f64.powf(i as f64 / 9.0) * x * x).sum()
        }),
        "ell5" => rot("ell5", 5, seed, |x| {
            x.iter().enumerate().map(|(i, x)| 1e4f64.powf(i as f64 / 4.0) * x * x).sum()
        }),
        "quad10" => plain("quad10", 10, seed, |x| x.iter().map(|x| x * x).sum::<f64>()),
        "rosen3" => plain("rosen3", 3, seed, |x| {
            (0..2)
                .map(|i| {
                    let (a, b) = (1.0 + 0.4 * x[i], 1.0 + 0.4 * x[i + 1]);
                    100.0 * (b - a * a).powi(2) + (1.0 - a).powi(2)
                })
                .sum()
        }),
        "rosen6" => plain("rosen6", 6, seed, |x| {
            (0..5)
                .map(|i| {
                    let (a, b) = (1.0 + 0.4 * x[i], 1.0 + 0.4 * x[i + 1]);
                    100.0 * (b - a * a).powi(2) + (1.0 - a).powi(2)
                })
                .sum()
        }),
        "ripple4" => {
            rot("ripple4", 4, seed, |x| x.iter().map(|x| x * x + 4.0 * (1.0 - (2.0 * x).cos())).sum())
        }
        "ackley5" => rot("ackley5", 5, seed, |x| {
            let n = x.len() as f64;
            let a = (x.iter().map(|x| x * x).sum::<f64>() / n).sqrt();
            let c = x.iter().map(|x| (2.0 * x).cos()).sum::<f64>() / n;
            -20.0 * (-0.2 * a).exp() - c.exp() + 20.0 + std::f64::consts::E
        }),
        "abs4" => {
            rot("abs4", 4, seed, |x| x.iter().enumerate().map(|(i, x)| (1.0 + i as f64) * x.abs()).sum())
        }
        "step5" => rot("step5", 5, seed, |x| {
            x.iter()
                .map(|x| {
                    let y = (x * 1.5).round() / 1.5;
                    y * y
                })
                .sum::<f64>()
                + 1e-3 * x[0].abs()
        }),
        "bumps6" => bumps(seed, 6),
        "bumps3" => bumps(seed, 3),
        "mixed" => mixed(seed),
        "edge6" => edge(seed),
        "table" => table(seed),
        "wall4" => wall(seed),
        _ => panic!("{name}"),
    }
}
fn bumps(seed: u64, d: usize) -> Problem {
    let mut r = Random::new(mix(seed ^ 31));
    let b: Vec<(f64, Vec<f64>, Vec<f64>)> = (0..6)
        .map(|_| {
            (
                0.3 + 0.7 * r.uniform(),
                (0..d).map(|_| -4.0 + 8.0 * r.uniform()).collect(),
                (0..d).map(|_| 1.5 + 3.0 * r.uniform()).collect(),
            )
        })
        .collect();
    let truth = move |_: &UnitPoint, v: &Values| {
        let x = xs(v, d);
        Some(
            -b.iter()
                .map(|(h, c, w)| {
                    h * (-0.5
                        * x.iter().zip(c.iter().zip(w)).map(|(x, (c, w))| ((x - c) / w).powi(2)).sum::<f64>())
                    .exp()
                })
                .sum::<f64>(),
        )
    };
    finish(Problem {
        name: "bumps",
        space: floats(d as u32),
        truth: Box::new(truth),
        noise: 0.0,
        best: f64::NAN,
        scale: 1.0,
    })
}
fn mixed(seed: u64) -> Problem {
    let w = |t: &str| Value::Text(t.into());
    let lin = |low, high| Domain::Float { low, high, scale: Scale::Linear };
    let space = SearchSpace::new(vec![
        dim(0, Domain::Choice { choices: vec![w("c0"), w("c1"), w("c2")] }, None),
        dim(1, Domain::Float { low: 1e-5, high: 1.0, scale: Scale::Log }, None),
        dim(2, lin(0.0, 1.0), Some(Condition::equals("x0", w("c0")))),
        dim(3, lin(0.0, 1.0), Some(Condition::equals("x0", w("c1")))),
        dim(4, Domain::Int { low: 1, high: 8, scale: Scale::Linear }, None),
        dim(5, Domain::Boolean, None),
        dim(6, lin(0.0, 1.0), Some(Condition::equals("x5", Value::Bool(true)))),
    ]);
    let mut r = Random::new(mix(seed ^ 55));
    let c: Vec<f64> = (0..12).map(|_| r.uniform()).collect();
    let truth = move |_: &UnitPoint, v: &Values| {
        let g = |n: usize| v.get(&format!("x{n}")).map(num);
        let b = g(0).unwrap();
        let lr = (g(1).unwrap().log10() + 5.0) / 5.0;
        let o = c[0] * 0.4 + 0.3 + 0.1 * b;
        let mut f = 0.2 * (b - 0.3).abs() * c[1] + 4.0 * (lr - o).powi(2) + 0.5 * (lr - o).powi(3);
        if let Some(m) = g(2) {
            f += (m - c[2]).powi(2) * (1.0 + lr);
        }
        if let Some(m) = g(3) {
            f += 0.8 * (m - c[3]).powi(2) - 0.1;
        }
        f += 0.02 * (g(4).unwrap() - 1.0 - 6.0 * c[4]).powi(2);
        if let Some(m) = g(6) {
            f += 0.3 * (m - c[5]).powi(2) - 0.08;
        }
        Some(f)
    };
    finish(Problem { name: "mixed", space, truth: Box::new(truth), noise: 0.03, best: f64::NAN, scale: 1.0 })
}
fn edge(seed: u64) -> Problem {
    let lin = |low, high| Domain::Float { low, high, scale: Scale::Linear };
    let space = SearchSpace::new(
        (0..6)
            .map(|n| if n == 5 { dim(n, Domain::Boolean, None) } else { dim(n, lin(0.0, 1.0), None) })
            .collect(),
    );
    let mut r = Random::new(mix(seed ^ 505));
    let c: Vec<f64> = (0..8).map(|_| r.uniform()).collect();
    let truth = move |_: &UnitPoint, v: &Values| {
        let x = xs(v, 6);
        let lim =
            0.55 + 0.2 * c[0] + 0.25 * (x[1] - 0.5) + 0.2 * (x[2] - 0.5) * (2.0 * c[6] - 1.0) + 0.1 * x[5];
        if x[0] > lim {
            return None;
        }
        let gap = lim - x[0];
        Some(
            2.5 * (gap - 0.04).abs().powf(1.3)
                + 0.6 * (x[1] - c[1]).powi(2)
                + 0.4 * (x[2] - c[2]).powi(2)
                + 0.3 * (x[3] - c[3]).abs()
                + 0.2 * (x[4] - c[4]).powi(2) * (1.0 + x[3])
                + 0.05 * (x[5] - c[5].round()).abs(),
        )
    };
    finish(Problem { name: "edge6", space, truth: Box::new(truth), noise: 0.03, best: f64::NAN, scale: 1.0 })
}
/// A learning-rate-like valley on a log axis whose far side diverges, with a moving edge; no noise.
fn wall(seed: u64) -> Problem {
    let lin = |low, high| Domain::Float { low, high, scale: Scale::Linear };
    let space = SearchSpace::new(vec![
        dim(0, Domain::Float { low: 1e-5, high: 10.0, scale: Scale::Log }, None),
        dim(1, lin(0.0, 0.99), None),
        dim(2, Domain::Float { low: 1e-6, high: 0.1, scale: Scale::Log }, None),
        dim(3, Domain::Int { low: 1, high: 6, scale: Scale::Linear }, None),
    ]);
    let mut r = Random::new(mix(seed ^ 5051));
    let c: Vec<f64> = (0..8).map(|_| r.uniform()).collect();
    let truth = move |_: &UnitPoint, v: &Values| {
        let (lr, m, wd, n) = (num(&v["x0"]).log10(), num(&v["x1"]), num(&v["x2"]).log10(), num(&v["x3"]));
        let effective = lr - (1.0 - m).log10() * 0.7;
        let limit = -1.0 + c[0] - 0.1 * n;
        if effective > limit {
            return None;
        }
        let gap = limit - effective;
        Some(
            0.3 * (1.0 - (-(gap - 0.15).abs()).exp())
                + 0.03 * gap
                + 0.02 * (wd + 1.5 + 3.0 * c[1]).powi(2)
                + 0.02 * (n - 1.0 - 5.0 * c[2]).abs()
                + 0.1 * (m - c[3]).powi(2),
        )
    };
    finish(Problem { name: "wall4", space, truth: Box::new(truth), noise: 0.01, best: f64::NAN, scale: 1.0 })
}
fn table(seed: u64) -> Problem {
    let w = |t: &str| Value::Text(t.into());
    let space = SearchSpace::new(vec![
        dim(0, Domain::Ordered { choices: (0..6).map(|i| Value::Float(10f64.powi(i - 5))).collect() }, None),
        dim(1, Domain::Ordered { choices: [16, 32, 64, 128, 256].map(Value::Int).to_vec() }, None),
        dim(2, Domain::Ordered { choices: [8, 16, 32, 64].map(Value::Int).to_vec() }, None),
        dim(3, Domain::Choice { choices: vec![w("c0"), w("c1")] }, None),
        dim(4, Domain::Choice { choices: vec![w("c0"), w("c1"), w("c2")] }, None),
        dim(5, Domain::FloatSteps { low: 0.0, high: 0.6, step: 0.2 }, None),
    ]);
    let mut r = Random::new(mix(seed ^ 5050));
    let c: Vec<f64> = (0..10).map(|_| r.uniform()).collect();
    let truth = move |u: &UnitPoint, v: &Values| {
        let lr = (num(&v["x0"]).log10() + 5.0) / 5.0;
        let (a, b) = ((num(&v["x1"]).log2() - 4.0) / 4.0, (num(&v["x2"]).log2() - 3.0) / 3.0);
        let _ = u;
        let e = (2.0 * (lr - c[0] - 0.2 * a).abs()).powf(1.5)
            + 0.3 * (a - c[1]).powi(2)
            + 0.2 * (b - c[2]).powi(2)
            + 0.3 * c[3] * num(&v["x3"]) * (1.0 - lr)
            + 0.3 * (num(&v["x4"]) - 2.0 * c[4]).abs() * c[5]
            + 0.3 * (num(&v["x5"]) - c[6] * 0.6).powi(2);
        Some(1.0 / (1.0 + (-2.0 * (e - 1.0)).exp()))
    };
    finish(Problem { name: "table", space, truth: Box::new(truth), noise: 0.04, best: f64::NAN, scale: 1.0 })
}

fn variant(name: &str) -> Box<dyn Sampler> {
    if catalogue::NAMES.contains(&name) && name != "gp" {
        return catalogue::sampler(name).unwrap();
    }
    let mut g = GaussianProcess::default();
    for part in name.split('+') {
        let (k, v) = part.split_once('=').unwrap_or((part, ""));
        match k {
            "gp" => {}
            "prec" => g.settings.prior.length_precision = v.parse().unwrap(),
            "shift" => g.settings.prior.length_shift = v.parse().unwrap(),
            "warp" => g.settings.warp = v.parse().unwrap(),
            "start" => g.settings.startup = v.parse().unwrap(),
            "screen" => g.settings.screen = v.parse().unwrap(),
            "starts" => g.settings.starts = v.parse().unwrap(),
            "par" => g.settings.parallel = v.parse().unwrap(),
            "steps" => g.settings.steps = v.parse().unwrap(),
            "okw" => g.settings.ok_weight = v.parse().unwrap(),
            "c0" => g.settings.caution.0 = v.parse().unwrap(),
            "c1" => g.settings.caution.1 = v.parse().unwrap(),
            "c2" => g.settings.caution.2 = v.parse().unwrap(),
            "okv" => g.settings.label_variance = v.parse().unwrap(),
            "okp" => g.settings.label_precision = v.parse().unwrap(),
            "trust" => g.settings.trust = v == "1",
            _ => panic!("{k}"),
        }
    }
    Box::new(g)
}

fn point_of(p: &UnitPoint) -> String {
    p.coordinates().iter().map(|x| format!("{x:.3}")).collect::<Vec<_>>().join(" ")
}

fn run(p: &Problem, s: &dyn Sampler, seed: u64, budget: usize, workers: usize) -> (Vec<f64>, f64, f64, f64) {
    let mut history: Vec<Observation> = Vec::new();
    let mut rng = Random::new(mix(seed ^ 0xabc));
    let mut results: Vec<Option<(f64, f64)>> = Vec::new();
    let (mut time, mut worst, mut bad) = (0.0, 0.0f64, 0);
    let mut regrets = Vec::new();
    let (mut best_seen, mut best_true) = (f64::INFINITY, f64::NAN);
    for i in 0..budget {
        let t = Instant::now();
        let req = SuggestRequest {
            space: &p.space,
            direction: Direction::Minimize,
            history: &history,
            first_index: i as u64,
            count: 1,
            budget: budget as u64,
            seed,
        };
        let point = s.suggest(&req).unwrap().remove(0);
        let e = t.elapsed().as_secs_f64();
        time += e;
        worst = worst.max(e);
        let v = p.space.values_at(&point, &Values::new());
        let f = (p.truth)(&point, &v);
        if f.is_none() {
            bad += 1;
        }
        results.push(f.map(|f| (f, f + p.noise * rng.normal())));
        history.push(Observation { point, outcome: ObservedOutcome::Pending });
        if i + 1 >= workers {
            let k = i + 1 - workers;
            history[k].outcome = match results[k] {
                Some((_, y)) => ObservedOutcome::Score(Score::new(y).unwrap()),
                None => ObservedOutcome::Infeasible,
            };
        }
<<<<<<< HEAD
=======
        if std::env::var("TRACE").is_ok() {
            println!("{i} {:?} {:?}", point_of(&history[i].point), results[i]);
        }
>>>>>>> gp
        if let Some((f, y)) = results[i] {
            if y < best_seen {
                best_seen = y;
                best_true = f;
            }
        }
        regrets.push(((best_true - p.best) / p.scale).max(1e-9));
    }
    (regrets, time / budget as f64, worst, bad as f64 / budget as f64)
}

fn main() {
    let a: Vec<String> = std::env::args().collect();
    let variants: Vec<&str> = a[1].split(',').collect();
<<<<<<< HEAD
    let all = "quad2,quad5,quad10,ell5,ell10,rosen3,rosen6,ripple4,ackley5,abs4,step5,bumps3,bumps6,mixed,edge6,table";
=======
    let all = "quad2,quad5,quad10,ell5,ell10,rosen3,rosen6,ripple4,ackley5,abs4,step5,bumps3,bumps6,mixed,edge6,wall4,table";
>>>>>>> gp
    let problems: Vec<&str> =
        if a[2] == "all" { all.split(',').collect() } else { a[2].split(',').collect() };
    let seeds: u64 = a[3].parse().unwrap();
    let budget: usize = a[4].parse().unwrap();
    let workers: usize = a[5].parse().unwrap();
    let marks: Vec<usize> = [25, 50, 100, 200, 1000].into_iter().filter(|m| *m <= budget).collect();
    let mut totals = vec![vec![0.0; marks.len()]; variants.len()];
    for name in &problems {
        for (vi, variant_name) in variants.iter().enumerate() {
            let s = variant(variant_name);
            let mut sums = vec![0.0; marks.len()];
            let (mut t, mut w, mut b) = (0.0, 0.0f64, 0.0);
            for seed in 0..seeds {
                let p = problem(name, seed);
                let (r, time, worst, bad) = run(&p, s.as_ref(), seed + 1000, budget, workers);
                for (k, m) in marks.iter().enumerate() {
                    let x = r[m - 1];
                    sums[k] += if x.is_nan() { 0.0 } else { x.log10() };
                }
                t += time;
                w = w.max(worst);
                b += bad;
            }
            let n = seeds as f64;
            let shown: Vec<String> = sums.iter().map(|s| format!("{:6.2}", s / n)).collect();
            println!(
                "{name:8} {variant_name:28} {}  {:6.2} ms worst {:5.0} bad {:.2}",
                shown.join(" "),
                1e3 * t / n,
                1e3 * w,
                b / n
            );
            for (total, s) in totals[vi].iter_mut().zip(&sums) {
                *total += s / n;
            }
        }
    }
    for (v, t) in variants.iter().zip(&totals) {
        println!(
            "MEAN {v:28} {}",
            t.iter().map(|t| format!("{:6.3}", t / problems.len() as f64)).collect::<Vec<_>>().join(" ")
        );
    }
}
