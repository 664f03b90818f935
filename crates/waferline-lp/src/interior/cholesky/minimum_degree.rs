//! An order of elimination that keeps a symmetric matrix sparse: approximate minimum degree.
//!
//! Eliminating a node joins all its neighbors; the next to go is one with the fewest. The joined neighbors are kept as an
//! *element* `L_p`, never as edges, so that memory only shrinks. The degree of a variable `i` in the new element is bounded by
//!
//! ```text
//! d_i <= min(n - k,  d_i before + |L_p \ i|,  |A_i \ i| + |L_p \ i| + sum over elements e of i of |L_e \ L_p|)
//! ```
//!
//! where the last sizes come for all elements at once from one pass. Variables with the same neighbors are merged and go
//! together, and an element with nothing outside `L_p` is absorbed by it.
//!
//! Source of the method: Amestoy, Davis and Duff, "An approximate minimum degree ordering algorithm" (1996).

use super::graph::Graph;

const NONE: usize = usize::MAX;

/// What a node is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Variable,
    Element,
    /// A variable merged into another, or an element absorbed by another.
    Gone,
}

/// The quotient graph: variables still to go, and elements left by those that went.
struct Quotient<'a> {
    kind: Vec<Kind>,
    /// By variable: its neighbors not covered by an element. By element: its variables.
    variables: Vec<Vec<usize>>,
    /// By variable: the elements it is in.
    elements: Vec<Vec<usize>>,
    /// By variable: how many it stands for; by element: how many are in it.
    weight: Vec<usize>,
    degree: Vec<usize>,
    /// By node: those merged into it.
    merged: Vec<Vec<usize>>,
    buckets: Buckets,
    /// How many variables are left.
    left: usize,
    class: &'a [usize],
    /// The class whose variables are in the buckets.
    current: usize,
}

/// Variables by degree, as doubly linked lists.
struct Buckets {
    head: Vec<usize>,
    next: Vec<usize>,
    previous: Vec<usize>,
    least: usize,
}

impl Buckets {
    fn new(size: usize) -> Self {
        Self {
            head: vec![NONE; size + 1],
            next: vec![NONE; size],
            previous: vec![NONE; size],
            least: 0,
        }
    }

    fn add(&mut self, node: usize, degree: usize) {
        let first = self.head[degree];
        self.next[node] = first;
        self.previous[node] = NONE;
        if first != NONE {
            self.previous[first] = node;
        }
        self.head[degree] = node;
        self.least = self.least.min(degree);
    }

    fn remove(&mut self, node: usize, degree: usize) {
        let (next, previous) = (self.next[node], self.previous[node]);
        if previous == NONE {
            self.head[degree] = next;
        } else {
            self.next[previous] = next;
        }
        if next != NONE {
            self.previous[next] = previous;
        }
    }

    fn first(&mut self) -> Option<usize> {
        while self.least < self.head.len() {
            let node = self.head[self.least];
            if node != NONE {
                return Some(node);
            }
            self.least += 1;
        }
        None
    }
}

/// Returns the nodes in the order in which they are eliminated: those of a lower class first, but for those that go with
/// another because nothing but its neighbors is left of theirs.
pub(super) fn minimum_degree(graph: &Graph, class: &[usize]) -> Vec<usize> {
    let size = graph.size();
    let mut quotient = Quotient::of(graph, class);
    let mut order = Vec::with_capacity(size);
    let mut is_in = vec![NONE; size];
    let mut outside = vec![(NONE, 0); size];
    while let Some(pivot) = quotient.next() {
        let degree = quotient.degree[pivot];
        quotient.buckets.remove(pivot, degree);
        quotient.eliminate(pivot, &mut is_in, &mut outside);
        quotient.list(pivot, &mut order);
    }
    order
}

impl<'a> Quotient<'a> {
    fn of(graph: &Graph, class: &'a [usize]) -> Self {
        let size = graph.size();
        let buckets = Buckets::new(size);
        let degree: Vec<usize> = (0..size).map(|i| graph.neighbors(i).len()).collect();
        let mut quotient = Self {
            kind: vec![Kind::Variable; size],
            variables: (0..size).map(|i| graph.neighbors(i).to_vec()).collect(),
            elements: vec![Vec::new(); size],
            weight: vec![1; size],
            degree,
            merged: vec![Vec::new(); size],
            buckets,
            left: size,
            class,
            current: 0,
        };
        quotient.open_class();
        quotient
    }

    /// Puts the variables of the current class in the buckets.
    fn open_class(&mut self) {
        for i in (0..self.kind.len()).rev() {
            if self.kind[i] == Kind::Variable && self.class[i] == self.current {
                self.buckets.add(i, self.degree[i]);
            }
        }
    }

    /// Returns the variable to go next.
    fn next(&mut self) -> Option<usize> {
        while self.left > 0 {
            if let Some(pivot) = self.buckets.first() {
                return Some(pivot);
            }
            self.current += 1;
            self.open_class();
        }
        None
    }

    /// Makes a variable an element. `is_in` says for which pivot a variable was last in the element, `outside` for which
    /// pivot an element's weight outside of it was computed.
    fn eliminate(&mut self, pivot: usize, is_in: &mut [usize], outside: &mut [(usize, usize)]) {
        let members = self.members_of(pivot, is_in);
        self.kind[pivot] = Kind::Element;
        self.left -= self.weight[pivot];
        for &i in &members {
            if self.class[i] == self.current {
                self.buckets.remove(i, self.degree[i]);
            }
            for &e in &self.elements[i] {
                if self.kind[e] == Kind::Element {
                    let before = if outside[e].0 == pivot {
                        outside[e].1
                    } else {
                        self.weight[e]
                    };
                    outside[e] = (pivot, before - self.weight[i]);
                }
            }
        }
        let total: usize = members.iter().map(|&i| self.weight[i]).sum();
        let mut hashes = Vec::with_capacity(members.len());
        for &i in &members {
            let beyond = self.prune(i, pivot, is_in, outside);
            if beyond == 0 && self.elements[i].is_empty() && self.variables[i].is_empty() {
                // Nothing but this element is left of it: it goes at once.
                self.left -= self.weight[i];
                self.merge(i, pivot);
                continue;
            }
            let inside = total - self.weight[i];
            let bound = (self.degree[i] + inside).min(beyond + inside);
            self.degree[i] = bound.min(self.left - self.weight[i]);
            self.elements[i].push(pivot);
            hashes.push((self.hash(i), i));
        }
        self.merge_alike(hashes);
        let mut members = members;
        members.retain(|&i| self.kind[i] == Kind::Variable);
        self.weight[pivot] = members.iter().map(|&i| self.weight[i]).sum();
        for &i in &members {
            // What was merged has made neighbors fewer.
            self.degree[i] = self.degree[i].min(self.left - self.weight[i]);
            if self.class[i] == self.current {
                self.buckets.add(i, self.degree[i]);
            }
        }
        self.variables[pivot] = members;
        self.elements[pivot] = Vec::new();
    }

    /// Returns the variables that eliminating `pivot` joins; the elements it is in are absorbed.
    fn members_of(&mut self, pivot: usize, is_in: &mut [usize]) -> Vec<usize> {
        is_in[pivot] = pivot;
        let mut members = Vec::new();
        let mut lists = vec![std::mem::take(&mut self.variables[pivot])];
        for e in std::mem::take(&mut self.elements[pivot]) {
            if self.kind[e] == Kind::Element {
                self.kind[e] = Kind::Gone;
                lists.push(std::mem::take(&mut self.variables[e]));
            }
        }
        for i in lists.into_iter().flatten() {
            if self.kind[i] == Kind::Variable && is_in[i] != pivot {
                is_in[i] = pivot;
                members.push(i);
            }
        }
        members
    }

    /// Takes from a variable what the element `pivot` covers; returns how many neighbors it has outside, at most.
    fn prune(
        &mut self,
        i: usize,
        pivot: usize,
        is_in: &[usize],
        outside: &[(usize, usize)],
    ) -> usize {
        let mut beyond = 0;
        let mut elements = std::mem::take(&mut self.elements[i]);
        elements.retain(|&e| {
            if self.kind[e] != Kind::Element {
                return false;
            }
            let weight = outside[e].1;
            if weight == 0 {
                self.kind[e] = Kind::Gone;
                self.variables[e] = Vec::new();
                return false;
            }
            beyond += weight;
            true
        });
        self.elements[i] = elements;
        let mut variables = std::mem::take(&mut self.variables[i]);
        variables.retain(|&j| self.kind[j] == Kind::Variable && is_in[j] != pivot);
        beyond += variables.iter().map(|&j| self.weight[j]).sum::<usize>();
        self.variables[i] = variables;
        beyond
    }

    fn hash(&self, i: usize) -> usize {
        let all = self.variables[i].iter().chain(&self.elements[i]);
        all.fold(0, |hash: usize, &node| hash.wrapping_add(node))
    }

    /// Merges variables that have the same neighbors.
    fn merge_alike(&mut self, mut hashes: Vec<(usize, usize)>) {
        hashes.sort_unstable();
        let mut first = 0;
        for k in 0..hashes.len() {
            if hashes[k].0 != hashes[first].0 {
                first = k;
            }
            let j = hashes[k].1;
            let same = hashes[first..k].iter().map(|&(_, i)| i);
            let alike = same
                .filter(|&i| self.kind[i] == Kind::Variable && self.class[i] == self.class[j])
                .find(|&i| {
                    same_set(&self.variables[i], &self.variables[j])
                        && same_set(&self.elements[i], &self.elements[j])
                });
            if let Some(i) = alike {
                self.degree[i] -= self.weight[j].min(self.degree[i]);
                self.weight[i] += self.weight[j];
                self.merge(j, i);
            }
        }
    }

    fn merge(&mut self, node: usize, into: usize) {
        self.kind[node] = Kind::Gone;
        self.variables[node] = Vec::new();
        self.elements[node] = Vec::new();
        self.merged[into].push(node);
    }

    /// Appends a node and all that were merged into it.
    fn list(&mut self, node: usize, order: &mut Vec<usize>) {
        let mut open = vec![node];
        while let Some(node) = open.pop() {
            order.push(node);
            open.append(&mut self.merged[node]);
        }
    }
}

/// Returns whether two lists without repetition have the same members.
fn same_set(one: &[usize], other: &[usize]) -> bool {
    one.len() == other.len() && one.iter().all(|node| other.contains(node))
}
