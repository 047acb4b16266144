use etude_search::gp::regression::Regression;
use etude_search::importance::band::Band;
use etude_search::importance::branch::Branch;
use etude_search::importance::posterior::Draws;
use etude_search::model_space::{ModelPoint, ModelSpace};
use etude_search::importance::near_top;
use etude_search::quasi_random;
use etude_stats::random::Random;
use etude_study::space::{Dimension, Domain, Scale, SearchSpace, UnitPoint};
use std::time::Instant;

struct Problem { f: Box<dyn Fn(&[f64]) -> f64>, totals: Vec<f64>, sd: f64 }

fn g(r: &mut Random) -> Problem {
    let mut a: Vec<f64> = (0..6).map(|i| if i < 3 { 1.5 * r.uniform() } else { 4.0 + 26.0 * r.uniform() }).collect();
    r.shuffle(&mut a);
    let part: Vec<f64> = a.iter().map(|a| 1.0 / (3.0 * (1.0 + a).powi(2))).collect();
    let all: f64 = part.iter().map(|p| 1.0 + p).product();
    let totals = part.iter().map(|p| p / (1.0 + p) * all / (all - 1.0)).collect();
    Problem { f: Box::new(move |x| x.iter().zip(&a).map(|(x, a)| ((4.0 * x - 2.0).abs() + a) / (1.0 + a)).product()), totals, sd: (all - 1.0).sqrt() }
}
fn poly(r: &mut Random) -> Problem {
    let d = 6;
    let mut size: Vec<f64> = vec![1.0, 0.8, 0.6, 0.15, 0.1, 0.0];
    r.shuffle(&mut size);
    let b: Vec<f64> = size.iter().map(|s| s * r.normal().signum() * (0.5 + r.uniform())).collect();
    let c: Vec<f64> = size.iter().map(|s| s * (0.5 + r.uniform())).collect();
    let mut e = vec![vec![0.0; d]; d];
    for i in 0..d { for j in i + 1..d { e[i][j] = 0.7 * size[i] * size[j] * r.normal(); } }
    let mut totals: Vec<f64> = (0..d).map(|i| b[i] * b[i] + c[i] * c[i]).collect();
    let mut v: f64 = totals.iter().sum();
    for i in 0..d { for j in i + 1..d { let s = e[i][j] * e[i][j]; totals[i] += s; totals[j] += s; v += s; } }
    for t in &mut totals { *t /= v; }
    Problem { f: Box::new(move |x| {
        let p1: Vec<f64> = x.iter().map(|x| 3f64.sqrt() * (2.0 * x - 1.0)).collect();
        let p2: Vec<f64> = x.iter().map(|x| 5f64.sqrt() * (6.0 * x * x - 6.0 * x + 1.0)).collect();
        let mut y = 0.0;
        for i in 0..d { y += b[i] * p1[i] + c[i] * p2[i]; for j in i + 1..d { y += e[i][j] * p1[i] * p1[j]; } }
        y
    }), totals, sd: v.sqrt() }
}
fn ishigami(r: &mut Random) -> Problem {
    use std::f64::consts::PI;
    let (a, b) = (3.0 + 5.0 * r.uniform(), 0.05 + 0.1 * r.uniform());
    let mut place: Vec<usize> = (0..5).collect(); r.shuffle(&mut place);
    let p4 = PI.powi(4); let p8 = p4 * p4;
    let v1 = 0.5 * (1.0 + b * p4 / 5.0).powi(2); let v2 = a * a / 8.0; let v13 = b * b * p8 * (1.0 / 18.0 - 1.0 / 50.0);
    let v = v1 + v2 + v13;
    let mut totals = vec![0.0; 5];
    totals[place[0]] = (v1 + v13) / v; totals[place[1]] = v2 / v; totals[place[2]] = v13 / v;
    Problem { f: Box::new(move |x| { let z = |i: usize| PI * (2.0 * x[place[i]] - 1.0); z(0).sin() + a * z(1).sin().powi(2) + b * z(2).powi(4) * z(0).sin() }), totals, sd: v.sqrt() }
}
fn top3(v: &[f64]) -> Vec<usize> { let mut o: Vec<usize> = (0..v.len()).collect(); o.sort_by(|a, b| v[*b].total_cmp(&v[*a])); o[..3].to_vec() }
fn tau(a: &[f64], b: &[f64]) -> f64 { let mut s = 0.0; let mut n = 0.0; for i in 0..a.len() { for j in i + 1..a.len() { n += 1.0; s += ((a[i] - a[j]) * (b[i] - b[j])).signum(); } } s / n }

fn main() {
    let seeds: u64 = std::env::args().nth(1).map_or(20, |x| x.parse().unwrap());
    let families: [(&str, fn(&mut Random) -> Problem); 3] = [("g", g), ("poly", poly), ("ishigami", ishigami)];
    for (name, make) in families { for n in [20u64, 50] { for mode in 0..2 {
        let (mut recall, mut t, mut cover, mut covern, mut pt, mut ptr, mut r2s, mut shown, mut srecall) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, vec![], 0.0, 0.0);
        let (mut zc, mut zn, mut width) = (0.0, 0.0, 0.0);
        let began = Instant::now();
        for seed in 0..seeds {
            let mut r = Random::new(seed * 7919 + n);
            let p = make(&mut r);
            let d = p.totals.len();
            let space = ModelSpace::new(&SearchSpace::new((0..d).map(|i| Dimension { name: format!("x{i}"), number: i as u32, domain: Domain::Float { low: 0.0, high: 1.0, scale: Scale::Linear }, when: None }).collect()));
            let points: Vec<ModelPoint> = (0..n).map(|i| space.read(&UnitPoint::new((0..d as u32).map(|k| quasi_random::coordinate(seed + 1000, k, i).unwrap()).collect()))).collect();
            let y: Vec<f64> = points.iter().map(|q| (p.f)(&q.coordinates) + 0.1 * p.sd * r.normal()).collect();
            let model = Regression::fit(&space, &points, &y, &vec![1; y.len()]).unwrap();
            let r2 = model.leave_one_out().r_squared.unwrap();
            r2s.push(r2);
            let many = if mode == 0 { vec![model; 32] } else { model.hyperparameter_draws(32, seed) };
            let draws = Draws::new(&many, seed);
            let mut branch = Branch::new(&space, &draws, &[], 512, seed).unwrap();
            let bands: Vec<Band> = (0..d).map(|i| Band::of(&branch.total(i))).collect();
            let means: Vec<f64> = bands.iter().map(|b| b.mean).collect();
            let truth = top3(&p.totals);
            let hit = top3(&means).iter().filter(|i| truth.contains(i)).count() as f64 / 3.0;
            recall += hit; t += tau(&means, &p.totals);
            if r2 >= 0.3 { shown += 1.0; srecall += hit; 
            for (b, v) in bands.iter().zip(&p.totals) { if *v > 0.02 { covern += 1.0; width += b.high - b.low; if b.low <= *v && *v <= b.high { cover += 1.0; } } else { zn += 1.0; zc += f64::from(u8::from(b.low < 0.02)); } } }
            if n >= 50 { let v: Vec<f64> = near_top::near_top(&space, &points, &y, seed).iter().map(|e| e.map_or(0.0, |e| e.share)).collect(); ptr += top3(&v).iter().filter(|i| truth.contains(i)).count() as f64 / 3.0; pt += tau(&v, &p.totals); }
        }
        let k = seeds as f64;
        r2s.sort_by(f64::total_cmp);
        println!("{name} n={n} mode={mode}: recall {:.3} tau {:.2} shown {:.2} recall shown {:.3} cover {:.2} (width {:.2}) small low<.02 {:.2} | ped recall {:.2} tau {:.2} | r2 median {:.2} | {:.2} s each", recall / k, t / k, shown / k, srecall / shown, cover / covern, width / covern, zc / zn, ptr / k, pt / k, r2s[seeds as usize / 2], began.elapsed().as_secs_f64() / k);
    } } }
}
