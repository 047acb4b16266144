//! A covariance matrix, factored: what solves, determinants and variances are read from.

use crate::lanes;
use crate::wide::wide;
use faer::linalg::matmul::triangular::{self, BlockStructure};
use faer::linalg::triangular_inverse::invert_lower_triangular;
use faer::{Accum, Mat, MatRef, Par, Side};

/// What is added to the diagonal where a matrix is not positive definite, in turn.
const JITTERS: [f64; 6] = [0.0, 1e-10, 1e-8, 1e-6, 1e-4, 1e-2];

/// The inverse of the lower Cholesky factor of a covariance matrix, and the logarithm of the matrix' determinant.
#[derive(Debug, Clone)]
pub(super) struct Factor {
    /// The inverse of L where K = L L'; zero above the diagonal.
    pub(super) inverse_lower: Mat<f64>,
    /// ln |K|.
    pub(super) log_determinant: f64,
}

impl Factor {
    /// Factors a symmetric matrix, of which only the lower half is read, with as little on the diagonal as it takes; `None`
    /// where it holds numbers that are not finite.
    pub(super) fn new(matrix: MatRef<'_, f64>) -> Option<Factor> {
        JITTERS.iter().find_map(|jitter| Factor::with_jitter(matrix, *jitter))
    }

    fn with_jitter(matrix: MatRef<'_, f64>, jitter: f64) -> Option<Factor> {
        let size = matrix.nrows();
        let mut raised = matrix.to_owned();
        for index in 0..size {
            raised[(index, index)] += jitter;
        }
        let factor = raised.llt(Side::Lower).ok()?;
        let lower = factor.L();
        let half_log: f64 = (0..size).map(|index| lower[(index, index)].ln()).sum();
        if !half_log.is_finite() {
            return None;
        }
        let mut inverse_lower = Mat::zeros(size, size);
        invert_lower_triangular(inverse_lower.as_mut(), lower, Par::Seq);
        Some(Factor { inverse_lower, log_determinant: 2.0 * half_log })
    }

    /// Adds a row and column to the matrix: its covariances with the others, and its variance.
    pub(super) fn append(&mut self, covariances: &[f64], variance: f64) {
        let size = covariances.len();
        let half = self.lower_times(covariances);
        let known: f64 = half.iter().map(|half| half * half).sum();
        let diagonal = (variance - known).max(JITTERS[1]).sqrt();
        let row = self.upper_times(&half);
        self.inverse_lower.resize_with(size + 1, size + 1, |_, _| 0.0);
        for (column, entry) in row.iter().enumerate() {
            self.inverse_lower[(size, column)] = -entry / diagonal;
        }
        self.inverse_lower[(size, size)] = 1.0 / diagonal;
        self.log_determinant += 2.0 * diagonal.ln();
    }

    /// K^-1 v.
    pub(super) fn solve(&self, vector: &[f64]) -> Vec<f64> {
        self.upper_times(&self.lower_times(vector))
    }

    /// L^-1 v, whose squared length is v' K^-1 v.
    pub(super) fn lower_times(&self, vector: &[f64]) -> Vec<f64> {
        let mut product = vec![0.0; vector.len()];
        wide(|| {
            for (column, value) in vector.iter().enumerate() {
                for (sum, entry) in product[column..].iter_mut().zip(self.column(column)) {
                    *sum += entry * value;
                }
            }
        });
        product
    }

    /// (L^-1)' v.
    pub(super) fn upper_times(&self, vector: &[f64]) -> Vec<f64> {
        let mut product = vec![0.0; vector.len()];
        wide(|| {
            for (column, sum) in product.iter_mut().enumerate() {
                *sum = lanes::dot(self.column(column), &vector[column..]);
            }
        });
        product
    }

    /// A column of L^-1 from the diagonal down.
    fn column(&self, column: usize) -> &[f64] {
        let whole = self.inverse_lower.col(column).try_as_col_major();
        whole.map_or(&[], |whole| &whole.as_slice()[column..])
    }

    /// L^-1 M, for a matrix of as many rows as K.
    pub(super) fn lower_times_matrix(&self, matrix: MatRef<'_, f64>) -> Mat<f64> {
        let mut product = Mat::zeros(matrix.nrows(), matrix.ncols());
        triangular::matmul(
            product.as_mut(),
            BlockStructure::Rectangular,
            Accum::Replace,
            self.inverse_lower.as_ref(),
            BlockStructure::TriangularLower,
            matrix,
            BlockStructure::Rectangular,
            1.0,
            Par::Seq,
        );
        product
    }

    /// The lower half of K^-1; zero above the diagonal.
    pub(super) fn inverse(&self) -> Mat<f64> {
        let size = self.inverse_lower.nrows();
        let mut inverse = Mat::zeros(size, size);
        triangular::matmul(
            inverse.as_mut(),
            BlockStructure::TriangularLower,
            Accum::Replace,
            self.inverse_lower.as_ref().transpose(),
            BlockStructure::TriangularUpper,
            self.inverse_lower.as_ref(),
            BlockStructure::TriangularLower,
            1.0,
            Par::Seq,
        );
        inverse
    }

    /// The diagonal of K^-1.
    pub(super) fn inverse_diagonal(&self) -> Vec<f64> {
        let size = self.inverse_lower.nrows();
        let square = |column: usize| lanes::dot(self.column(column), self.column(column));
        (0..size).map(square).collect()
    }
}
