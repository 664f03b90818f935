//! What of a factorization does not depend on numbers.

use super::dissection::dissect;
use super::graph::Graph;
use super::minimum_degree::minimum_degree;
use super::supernodes::Supernodes;
use super::tree::Tree;

/// A factorization of no more operations for each edge takes less time than looking for a better order: an operation takes 0.1 ns,
/// there are some thirty factorizations, of which an order by cutting saves about a half, and cutting takes 3 us for each edge.
const CUT_FROM: f64 = 2_000.0;

/// The order of elimination, the tree and the supernodes, with the pattern of the matrix in that order.
#[derive(Clone, Debug)]
pub(in crate::interior) struct Symbolic {
    pub(super) tree: Tree,
    pub(super) supernodes: Supernodes,
    /// The lower half of the matrix by column, in the new order: the diagonal first, then ascending.
    pub(super) starts: Vec<usize>,
    pub(super) rows: Vec<usize>,
}

/// A pattern with an order of elimination by minimum degree.
#[derive(Clone, Debug)]
pub(in crate::interior) struct Ordered {
    graph: Graph,
    tree: Tree,
}

impl Ordered {
    /// Orders the nodes before `last`, then the others.
    pub(in crate::interior) fn of(graph: Graph, last: usize) -> Self {
        let class: Vec<usize> = (0..graph.size())
            .map(|node| usize::from(node >= last))
            .collect();
        let tree = Tree::of(&graph, &minimum_degree(&graph, &class));
        Self { graph, tree }
    }

    /// Returns how many operations a factorization in this order takes.
    pub(in crate::interior) fn operations(&self) -> f64 {
        self.tree.operations()
    }
}

impl Symbolic {
    /// Returns the plan with the fewer operations: by minimum degree alone, or by cutting.
    pub(in crate::interior) fn of(ordered: Ordered) -> Self {
        let Ordered { graph, mut tree } = ordered;
        let graph = &graph;
        if tree.operations() > CUT_FROM * graph.edges() as f64 {
            let dissected = Tree::of(graph, &dissect(graph));
            if dissected.operations() < tree.operations() {
                tree = dissected;
            }
        }
        let mut starts = vec![0];
        let mut rows = Vec::new();
        for (column, &node) in tree.order.iter().enumerate() {
            let first = rows.len();
            rows.push(column);
            let others = graph.neighbors(node).iter().map(|&other| tree.place[other]);
            rows.extend(others.filter(|&row| row > column));
            rows[first..].sort_unstable();
            starts.push(rows.len());
        }
        Self {
            supernodes: Supernodes::of(graph, &tree),
            tree,
            starts,
            rows,
        }
    }

    /// How many entries the lower half of the matrix has.
    pub(in crate::interior) fn entries(&self) -> usize {
        self.rows.len()
    }

    /// Returns where the entry of two nodes is among the lower half's.
    pub(in crate::interior) fn entry(&self, one: usize, other: usize) -> usize {
        let (one, other) = (self.tree.place[one], self.tree.place[other]);
        let (row, column) = (one.max(other), one.min(other));
        let range = self.starts[column]..self.starts[column + 1];
        let within = self.rows[range.clone()].partition_point(|&r| r < row);
        range.start + within
    }

    /// Returns how many operations a factorization takes.
    pub(in crate::interior) fn operations(&self) -> f64 {
        self.tree.operations()
    }

    /// Returns how many entries the factor has.
    pub(in crate::interior) fn fill(&self) -> usize {
        self.tree.counts.iter().sum()
    }
}
