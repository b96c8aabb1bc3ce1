//! Lists of different lengths in two flat arrays (compressed sparse rows).

/// Row `r` is `values[offsets[r]..offsets[r + 1]]`.
#[derive(Debug, Clone, PartialEq)]
pub struct Csr<T> {
    offsets: Vec<u32>,
    values: Vec<T>,
}

impl<T> Default for Csr<T> {
    fn default() -> Self {
        Self { offsets: vec![0], values: Vec::new() }
    }
}

impl<T> Csr<T> {
    /// Appends one row.
    ///
    /// # Panics
    /// Beyond 2³² values in all, which no release of any source comes near.
    pub fn push_row(&mut self, row: impl IntoIterator<Item = T>) {
        self.values.extend(row);
        #[expect(clippy::expect_used, reason = "2³² values do not fit the memory bound of the product")]
        let end = u32::try_from(self.values.len()).expect("fewer than 2³² values");
        self.offsets.push(end);
    }

    /// The values of one row; empty for a row that does not exist.
    #[must_use]
    pub fn row(&self, row: usize) -> &[T] {
        match (self.offsets.get(row), self.offsets.get(row + 1)) {
            (Some(&start), Some(&end)) => &self.values[start as usize..end as usize],
            _ => &[],
        }
    }

    /// Number of rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.offsets.len() - 1
    }

    /// Number of values in all rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether no row holds a value.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }
}

impl<T> FromIterator<Vec<T>> for Csr<T> {
    fn from_iter<I: IntoIterator<Item = Vec<T>>>(rows: I) -> Self {
        let mut csr = Self::default();
        for row in rows {
            csr.push_row(row);
        }
        csr
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_back_and_missing_rows_are_empty() {
        let csr: Csr<u8> = [vec![1, 2], vec![], vec![3]].into_iter().collect();
        assert_eq!((csr.row(0), csr.row(1), csr.row(2), csr.row(3)), (&[1, 2][..], &[][..], &[3][..], &[][..]));
        assert_eq!((csr.rows(), csr.len()), (3, 3));
    }
}
