//! Eigenvalues and eigenvectors of a small symmetric matrix, by Jacobi's rotations.
//!
//! Cyclic sweeps that each set every element off the diagonal to zero once (Golub and Van Loan, *Matrix Computations*,
//! section 8.5). Slower than tridiagonalisation beyond some fifty rows, but short, accurate in the small eigenvalues, and in
//! the same order of operations on every machine.

/// A symmetric matrix `vectors diag(values) vectors^T`; all row after row.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Eigen {
    /// In no order.
    pub(crate) values: Vec<f64>,
    /// Column `k`, elements `vectors[i * n + k]`, belongs to value `k`.
    pub(crate) vectors: Vec<f64>,
}

/// How many sweeps are made at most; ten are plenty.
const MOST_SWEEPS: usize = 30;

impl Eigen {
    /// Of a symmetric matrix with `n` rows.
    pub(crate) fn new(matrix: &[f64], n: usize) -> Eigen {
        let mut a = matrix.to_vec();
        let mut vectors = identity(n);
        for _ in 0..MOST_SWEEPS {
            let off: f64 = pairs(n).map(|(p, q)| a[p * n + q].powi(2)).sum();
            let diagonal: f64 = (0..n).map(|p| a[p * n + p].powi(2)).sum();
            if off <= 1e-30 * diagonal {
                break;
            }
            for (p, q) in pairs(n) {
                rotate(&mut a, &mut vectors, n, (p, q));
            }
        }
        Eigen { values: (0..n).map(|p| a[p * n + p]).collect(), vectors }
    }

    /// `vectors diag(scale(values)) vectors^T x`.
    pub(crate) fn apply(&self, x: &[f64], scale: impl Fn(f64) -> f64) -> Vec<f64> {
        let n = x.len();
        let mut result = vec![0.0; n];
        for (k, value) in self.values.iter().enumerate() {
            let along: f64 = (0..n).map(|i| self.vectors[i * n + k] * x[i]).sum();
            let scaled = along * scale(*value);
            for (i, sum) in result.iter_mut().enumerate() {
                *sum += self.vectors[i * n + k] * scaled;
            }
        }
        result
    }
}

/// The matrix with ones on its diagonal.
pub(crate) fn identity(n: usize) -> Vec<f64> {
    let mut matrix = vec![0.0; n * n];
    for i in 0..n {
        matrix[i * n + i] = 1.0;
    }
    matrix
}

fn pairs(n: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..n).flat_map(move |p| (p + 1..n).map(move |q| (p, q)))
}

/// Sets element (p, q) to zero.
fn rotate(matrix: &mut [f64], vectors: &mut [f64], n: usize, (p, q): (usize, usize)) {
    let off = matrix[p * n + q];
    if off.abs() < f64::MIN_POSITIVE {
        return;
    }
    let theta = (matrix[q * n + q] - matrix[p * n + p]) / (2.0 * off);
    let sign = if theta < 0.0 { -1.0 } else { 1.0 };
    let tangent = sign / (theta.abs() + theta.hypot(1.0));
    let cosine = 1.0 / tangent.hypot(1.0);
    let sine = tangent * cosine;
    let turn = |values: &mut [f64], first: usize, second: usize| {
        let (one, other) = (values[first], values[second]);
        values[first] = cosine * one - sine * other;
        values[second] = sine * one + cosine * other;
    };
    for k in 0..n {
        turn(matrix, k * n + p, k * n + q);
    }
    for k in 0..n {
        turn(matrix, p * n + k, q * n + k);
        turn(vectors, k * n + p, k * n + q);
    }
}

#[cfg(test)]
mod tests {
    use etude_stats::random::Random;

    use super::*;

    #[test]
    fn a_matrix_of_known_eigenvalues() {
        let mut values = Eigen::new(&[2.0, 1.0, 0.0, 1.0, 2.0, 0.0, 0.0, 0.0, 5.0], 3).values;
        values.sort_by(f64::total_cmp);
        for (value, expected) in values.iter().zip([1.0, 3.0, 5.0]) {
            assert!((value - expected).abs() < 1e-14, "{values:?}");
        }
        assert_eq!(Eigen::new(&[], 0).values, Vec::<f64>::new());
    }

    #[test]
    fn the_parts_make_the_matrix_and_its_root_twice_too() {
        let n = 12;
        let mut random = Random::new(3);
        let root: Vec<f64> = (0..n * n).map(|_| random.normal()).collect();
        let element = |i: usize, j: usize| (0..n).map(|k| root[i * n + k] * root[j * n + k]).sum::<f64>();
        let matrix: Vec<f64> = (0..n * n).map(|place| element(place / n, place % n)).collect();
        let eigen = Eigen::new(&matrix, n);
        let x: Vec<f64> = (0..n).map(|_| random.normal()).collect();
        let product = |i: usize| (0..n).map(|j| matrix[i * n + j] * x[j]).sum::<f64>();
        let whole = eigen.apply(&x, |value| value);
        let twice = eigen.apply(&eigen.apply(&x, f64::sqrt), f64::sqrt);
        for i in 0..n {
            assert!((whole[i] - product(i)).abs() < 1e-11, "{} {}", whole[i], product(i));
            assert!((twice[i] - product(i)).abs() < 1e-11, "{} {}", twice[i], product(i));
        }
    }
}
