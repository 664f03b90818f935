//! A few nodes that part a graph in two: a vertex separator by levels.
//!
//! Neighbors are merged, those that share most first, until few nodes are left; the small graph is parted from several
//! sides, and the best parting is carried back level by level and improved at each (`parting`).
//!
//! Source of the method: Karypis and Kumar, "A fast and high quality multilevel scheme for partitioning irregular graphs"
//! (1998).

use std::collections::BinaryHeap;

use super::graph::Graph;
use super::parting::{Part, Parting, Weighted};

/// Merging ends at so few nodes, or where it leaves more than this share of them.
const FEW: usize = 120;
const SLOW: f64 = 0.95;
/// From so many sides the small graph is parted: what decides are the improvements on the way back, and ten sides took half as long again
/// as two for orders that are no better.
const SIDES: usize = 2;
const NONE: usize = usize::MAX;

/// Returns the part of each node.
pub(super) fn part(graph: &Graph) -> Vec<Part> {
    let mut levels = vec![Weighted::of(graph)];
    let mut maps = Vec::new();
    while let Some(finest) = levels.last() {
        if finest.size() <= FEW {
            break;
        }
        let (coarse, map) = finest.merged();
        if coarse.size() as f64 > SLOW * finest.size() as f64 {
            break;
        }
        levels.push(coarse);
        maps.push(map);
    }
    let mut parting: Option<Parting> = None;
    for (level, graph) in levels.iter().enumerate().rev() {
        let now = match parting {
            None => graph.first_parting(),
            Some(coarse) => {
                let part = maps[level]
                    .iter()
                    .map(|&k: &usize| coarse.part[k])
                    .collect();
                let mut parting = Parting::of(graph, part);
                parting.improve(graph);
                parting
            }
        };
        parting = Some(now);
    }
    parting.map_or_else(Vec::new, |parting| parting.part)
}

impl Weighted {
    fn of(graph: &Graph) -> Self {
        let mut starts = vec![0];
        let mut edges = Vec::new();
        for node in 0..graph.size() {
            edges.extend(graph.neighbors(node).iter().map(|&other| (other, 1)));
            starts.push(edges.len());
        }
        Self {
            starts,
            edges,
            weight: vec![1; graph.size()],
        }
    }

    /// Returns the graph with neighbors merged in pairs, and which of its nodes each node is in.
    fn merged(&self) -> (Self, Vec<usize>) {
        let size = self.size();
        let mut nodes: Vec<usize> = (0..size).collect();
        nodes.sort_by_key(|&node| (self.edges(node).len(), node));
        let mut partner = vec![NONE; size];
        let heaviest = 3 * self.weight.iter().sum::<usize>() / (2 * FEW);
        for node in nodes {
            if partner[node] == NONE {
                let open = self.edges(node).iter().filter(|edge| {
                    partner[edge.0] == NONE && self.weight[node] + self.weight[edge.0] <= heaviest
                });
                let best = open.max_by_key(|&&(other, count)| {
                    (count, usize::MAX - self.weight[other], usize::MAX - other)
                });
                let other = best.map_or(node, |edge| edge.0);
                partner[node] = other;
                partner[other] = node;
            }
        }
        let mut map = vec![NONE; size];
        let mut firsts = Vec::new();
        for node in 0..size {
            if map[node] == NONE {
                map[node] = firsts.len();
                map[partner[node]] = firsts.len();
                firsts.push(node);
            }
        }
        let mut coarse = Self {
            starts: vec![0],
            edges: Vec::new(),
            weight: Vec::new(),
        };
        let mut at = vec![NONE; firsts.len()];
        for (k, &node) in firsts.iter().enumerate() {
            let other = partner[node];
            let pair = if other == node {
                vec![node]
            } else {
                vec![node, other]
            };
            coarse
                .weight
                .push(pair.iter().map(|&node| self.weight[node]).sum());
            let first = coarse.edges.len();
            for &(neighbor, count) in pair.iter().flat_map(|&node| self.edges(node)) {
                let neighbor = map[neighbor];
                if neighbor == k {
                    continue;
                }
                if at[neighbor] == NONE {
                    at[neighbor] = coarse.edges.len();
                    coarse.edges.push((neighbor, 0));
                }
                coarse.edges[at[neighbor]].1 += count;
            }
            for edge in &coarse.edges[first..] {
                at[edge.0] = NONE;
            }
            coarse.starts.push(coarse.edges.len());
        }
        (coarse, map)
    }

    /// Returns the best parting that growing a part from a node on some side finds.
    fn first_parting(&self) -> Parting {
        let size = self.size();
        let starts = (0..SIDES.min(size)).map(|k| k * size / SIDES.min(size));
        let all = starts.map(|start| {
            let mut parting = Parting::of(self, self.grown(start));
            parting.improve(self);
            parting
        });
        let best = all.min_by_key(|parting| {
            (
                parting.weights[2],
                parting.weights[0].abs_diff(parting.weights[1]),
            )
        });
        best.unwrap_or_else(|| Parting::of(self, Vec::new()))
    }

    /// Grows a part from a node to half of all, each time by the node that leaves the fewest edges between the parts; the border of one
    /// of the parts is the separator, whichever weighs less.
    fn grown(&self, start: usize) -> Vec<Part> {
        let size = self.size();
        let half = self.weight.iter().sum::<usize>() / 2;
        let mut part = vec![Part::Other; size];
        // By node: edges to what is grown less those to what is not.
        let mut pull: Vec<isize> = (0..size)
            .map(|node| {
                -self
                    .edges(node)
                    .iter()
                    .map(|edge| edge.1.cast_signed())
                    .sum::<isize>()
            })
            .collect();
        let mut heap = BinaryHeap::new();
        let mut weight = 0;
        let mut next = Some(start);
        while weight < half {
            let Some(node) = next else { break };
            part[node] = Part::One;
            weight += self.weight[node];
            for &(other, count) in self.edges(node) {
                pull[other] += 2 * count.cast_signed();
                if part[other] == Part::Other {
                    heap.push((pull[other], usize::MAX - other));
                }
            }
            next = None;
            while let Some((gain, other)) = heap.pop() {
                let other = usize::MAX - other;
                if part[other] == Part::Other && pull[other] == gain {
                    next = Some(other);
                    break;
                }
            }
            // The graph is in pieces: on with the next.
            next = next.or_else(|| (0..size).find(|&other| part[other] == Part::Other));
        }
        let border = |side: Part| -> Vec<usize> {
            let inside = (0..size).filter(|&node| part[node] == side);
            inside
                .filter(|&node| {
                    self.edges(node)
                        .iter()
                        .any(|edge| part[edge.0] == side.opposite())
                })
                .collect()
        };
        let weight = |nodes: &[usize]| nodes.iter().map(|&node| self.weight[node]).sum::<usize>();
        let (one, other) = (border(Part::One), border(Part::Other));
        for node in if weight(&one) <= weight(&other) {
            one
        } else {
            other
        } {
            part[node] = Part::Separator;
        }
        part
    }
}
