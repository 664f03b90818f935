//! Partings of a graph, and how they get better.
//!
//! A separator's node goes to one part if its neighbors on the other, which then join the separator, weigh less. The best
//! point of a row of such moves to one part is kept, also where some of them made it worse for a while; then the other part's turn
//! comes.
//!
//! Source of the methods: Fiduccia and Mattheyses, "A linear-time heuristic for improving network partitions" (1982), on nodes as by
//! Hendrickson and Rothberg, "Improving the run time and quality of nested dissection ordering" (1998).

use std::collections::BinaryHeap;

/// No part may weigh more than this share of the whole: more equal ones have larger separators, less equal ones are not worth parting.
const HEAVIEST: f64 = 0.62;
/// A row of moves ends after so many that found nothing better, and at most so many rows are tried. (After 300, the factor takes a tenth
/// more operations at size L and a quarter to a half more at XL.)
const FRUITLESS: usize = 1000;
const ROWS: usize = 12;

/// Which part a node is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    One,
    Other,
    Separator,
}

/// A graph whose nodes stand for several.
pub(super) struct Weighted {
    pub(super) starts: Vec<usize>,
    /// Neighbors, with how many edges each stands for.
    pub(super) edges: Vec<(usize, usize)>,
    pub(super) weight: Vec<usize>,
}

/// A parting, and what the two parts and the separator weigh.
#[derive(Clone)]
pub(super) struct Parting {
    pub(super) part: Vec<Part>,
    pub(super) weights: [usize; 3],
}

impl Part {
    pub(super) fn opposite(self) -> Self {
        match self {
            Self::One => Self::Other,
            Self::Other => Self::One,
            Self::Separator => Self::Separator,
        }
    }
}

impl Weighted {
    pub(super) fn size(&self) -> usize {
        self.weight.len()
    }

    pub(super) fn edges(&self, node: usize) -> &[(usize, usize)] {
        &self.edges[self.starts[node]..self.starts[node + 1]]
    }
}

impl Parting {
    pub(super) fn of(graph: &Weighted, part: Vec<Part>) -> Self {
        let mut weights = [0; 3];
        for (part, weight) in part.iter().zip(&graph.weight) {
            weights[*part as usize] += weight;
        }
        Self { part, weights }
    }

    /// Improves the separator by rows of moves to one part and to the other, as long as that helps.
    pub(super) fn improve(&mut self, graph: &Weighted) {
        let mut to = if self.weights[0] < self.weights[1] {
            Part::One
        } else {
            Part::Other
        };
        let mut since = 0;
        for _ in 0..ROWS {
            let before = self.worth(graph);
            self.row_of_moves(graph, to);
            to = to.opposite();
            since = if self.worth(graph) < before {
                0
            } else {
                since + 1
            };
            if since == 2 {
                break;
            }
        }
    }

    /// What is to be small: the separator, but first of all no part too heavy.
    fn worth(&self, graph: &Weighted) -> (usize, usize, usize) {
        let excess = self.weights[0]
            .max(self.weights[1])
            .saturating_sub(most(graph));
        (
            excess,
            self.weights[2],
            self.weights[0].abs_diff(self.weights[1]),
        )
    }

    fn row_of_moves(&mut self, graph: &Weighted, to: Part) {
        let most = most(graph);
        let mut best = self.worth(graph);
        let mut is_locked = vec![false; graph.size()];
        let mut gains = vec![0; graph.size()];
        let mut heap = BinaryHeap::new();
        for (node, gain) in gains.iter_mut().enumerate() {
            if self.part[node] == Part::Separator {
                *gain = self.gain(graph, node, to);
                heap.push((*gain, usize::MAX - node));
            }
        }
        // What was moved since the best, to be undone.
        let mut since: Vec<(usize, Vec<usize>)> = Vec::new();
        while let Some((gain, node)) = heap.pop() {
            let node = usize::MAX - node;
            let is_open =
                !is_locked[node] && self.part[node] == Part::Separator && gains[node] == gain;
            if !is_open || self.weights[to as usize] + graph.weight[node] > most {
                continue;
            }
            is_locked[node] = true;
            let joining = self.go(graph, node, to);
            for &near in &joining {
                gains[near] = self.gain(graph, near, to);
                heap.push((gains[near], usize::MAX - near));
            }
            // What joins the separator makes its neighbors there worth more.
            for &near in &joining {
                for &(other, _) in graph.edges(near) {
                    if self.part[other] == Part::Separator
                        && !is_locked[other]
                        && !joining.contains(&other)
                    {
                        gains[other] += graph.weight[near].cast_signed();
                        heap.push((gains[other], usize::MAX - other));
                    }
                }
            }
            since.push((node, joining));
            let worth = self.worth(graph);
            if worth < best {
                best = worth;
                since.clear();
            } else if since.len() >= FRUITLESS {
                break;
            }
        }
        for (node, joined) in since.into_iter().rev() {
            for other in joined {
                self.put(graph, other, to.opposite());
            }
            self.put(graph, node, Part::Separator);
        }
    }

    /// By how much the separator gets lighter when a node of it goes to one part.
    fn gain(&self, graph: &Weighted, node: usize, to: Part) -> isize {
        let other = to.opposite();
        let joining = graph
            .edges(node)
            .iter()
            .filter(|edge| self.part[edge.0] == other);
        let weight: usize = joining.map(|edge| graph.weight[edge.0]).sum();
        graph.weight[node].cast_signed() - weight.cast_signed()
    }

    /// Moves a node of the separator to a part; returns its neighbors that join the separator for that.
    fn go(&mut self, graph: &Weighted, node: usize, to: Part) -> Vec<usize> {
        self.put(graph, node, to);
        let others = graph.edges(node).iter().map(|edge| edge.0);
        let joining: Vec<usize> = others
            .filter(|&other| self.part[other] == to.opposite())
            .collect();
        for &other in &joining {
            self.put(graph, other, Part::Separator);
        }
        joining
    }

    fn put(&mut self, graph: &Weighted, node: usize, to: Part) {
        self.weights[self.part[node] as usize] -= graph.weight[node];
        self.weights[to as usize] += graph.weight[node];
        self.part[node] = to;
    }
}

fn most(graph: &Weighted) -> usize {
    let all: usize = graph.weight.iter().sum();
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of a count"
    )]
    let most = (HEAVIEST * all as f64) as usize;
    most
}
