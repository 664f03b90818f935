//! Which rows of a symmetric matrix meet.

/// The nonzero pattern of a symmetric matrix without its diagonal: the neighbors of each node, ascending.
#[derive(Clone, Debug)]
pub(in crate::interior) struct Graph {
    starts: Vec<usize>,
    neighbors: Vec<usize>,
}

impl Graph {
    /// Returns the graph of `A A'`: two rows meet if a column has entries in both. `columns` lists the rows of each.
    pub(in crate::interior) fn of_columns<'a>(
        rows: usize,
        columns: impl Iterator<Item = &'a [usize]> + Clone,
    ) -> Self {
        let mut starts = vec![0; rows + 1];
        for column in columns.clone() {
            for &row in column {
                starts[row + 1] += 1;
            }
        }
        for i in 0..rows {
            starts[i + 1] += starts[i];
        }
        let mut next = starts.clone();
        let mut columns_of = vec![0; starts[rows]];
        for (j, column) in columns.clone().enumerate() {
            for &row in column {
                columns_of[next[row]] = j;
                next[row] += 1;
            }
        }
        let columns: Vec<&[usize]> = columns.collect();
        let mut graph = Self {
            starts: vec![0],
            neighbors: Vec::new(),
        };
        let mut seen = vec![usize::MAX; rows];
        for row in 0..rows {
            seen[row] = row;
            let first = graph.neighbors.len();
            for &j in &columns_of[starts[row]..starts[row + 1]] {
                for &other in columns[j] {
                    if seen[other] != row {
                        seen[other] = row;
                        graph.neighbors.push(other);
                    }
                }
            }
            graph.neighbors[first..].sort_unstable();
            graph.starts.push(graph.neighbors.len());
        }
        graph
    }

    /// How many nodes there are.
    pub(in crate::interior) fn size(&self) -> usize {
        self.starts.len() - 1
    }

    /// How many pairs of nodes meet.
    pub(in crate::interior) fn edges(&self) -> usize {
        self.neighbors.len() / 2
    }

    pub(in crate::interior) fn neighbors(&self, node: usize) -> &[usize] {
        &self.neighbors[self.starts[node]..self.starts[node + 1]]
    }

    /// Returns the graph of some nodes, numbered as they are listed. `number` is [`usize::MAX`] for all nodes, before and after.
    pub(in crate::interior) fn part(&self, nodes: &[usize], number: &mut [usize]) -> Self {
        for (k, &node) in nodes.iter().enumerate() {
            number[node] = k;
        }
        let mut part = Self {
            starts: vec![0],
            neighbors: Vec::new(),
        };
        for &node in nodes {
            let inside = self.neighbors(node).iter().map(|&other| number[other]);
            part.neighbors.extend(inside.filter(|&k| k != usize::MAX));
            part.starts.push(part.neighbors.len());
        }
        for &node in nodes {
            number[node] = usize::MAX;
        }
        part
    }
}
