//! An order of elimination by cutting: nested dissection.
//!
//! Taking out a *separator* leaves two parts that do not meet; no elimination in one ever fills a place of the other. Each is cut
//! again, until it is small. The separators come last, those of the first cuts after all others. This says which *class* a node goes with;
//! minimum degree orders those of a class, seeing all of the graph.
//!
//! Source of the methods: George, "Nested dissection of a regular finite element mesh" (1973); Ashcraft and Liu, "Robust
//! ordering of sparse matrices using multisection" (1998).

use super::graph::Graph;
use super::minimum_degree::minimum_degree;
use super::parting::Part;
use super::separator::part;

/// A part of no more nodes is not cut: minimum degree orders it at least as well.
const SMALL: usize = 150;

/// Returns the nodes in the order in which they are eliminated.
pub(super) fn dissect(graph: &Graph) -> Vec<usize> {
    let mut depth = vec![usize::MAX; graph.size()];
    let mut number = vec![usize::MAX; graph.size()];
    let mut open = vec![((0..graph.size()).collect::<Vec<_>>(), 0)];
    let mut deepest = 0;
    while let Some((nodes, level)) = open.pop() {
        if nodes.len() <= SMALL {
            continue;
        }
        let mut parts = [Vec::new(), Vec::new()];
        for (&node, part) in nodes.iter().zip(part(&graph.part(&nodes, &mut number))) {
            match part {
                Part::One => parts[0].push(node),
                Part::Other => parts[1].push(node),
                Part::Separator => depth[node] = level,
            }
        }
        deepest = deepest.max(level + 1);
        // Nothing was parted.
        if parts.iter().any(Vec::is_empty) {
            continue;
        }
        open.extend(parts.map(|part| (part, level + 1)));
    }
    let class: Vec<usize> = depth
        .iter()
        .map(|&depth| deepest - depth.min(deepest))
        .collect();
    minimum_degree(graph, &class)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every node is listed once, and cutting a long strip takes fewer operations than going along it.
    #[test]
    fn orders_every_node_once() {
        let strip = |long: usize, wide: usize| {
            let mut columns = Vec::new();
            for i in 0..long {
                for j in 0..wide {
                    let node = i * wide + j;
                    columns.push([node, if j + 1 < wide { node + 1 } else { node }]);
                    columns.push([node, if i + 1 < long { node + wide } else { node }]);
                }
            }
            Graph::of_columns(long * wide, columns.iter().map(<[usize; 2]>::as_slice))
        };
        for (long, wide) in [(1, 1), (2, 3), (200, 8), (40, 40)] {
            let graph = strip(long, wide);
            for order in [
                dissect(&graph),
                minimum_degree(&graph, &vec![0; graph.size()]),
            ] {
                let mut nodes = order.clone();
                nodes.sort_unstable();
                assert!(nodes.into_iter().eq(0..graph.size()));
            }
        }
    }

    /// No node of one part meets one of the other.
    #[test]
    fn a_separator_separates() {
        let columns: Vec<[usize; 2]> = (0..600).map(|k| [k, (k * 7 + 1) % 600]).collect();
        let graph = Graph::of_columns(600, columns.iter().map(<[usize; 2]>::as_slice));
        let parts = part(&graph);
        let count = |part: Part| parts.iter().filter(|&&it| it == part).count();
        assert!(count(Part::One) > 150 && count(Part::Other) > 150);
        for node in 0..600 {
            for &other in graph.neighbors(node) {
                assert!((parts[node], parts[other]) != (Part::One, Part::Other));
            }
        }
    }
}
