// Package mutants is the catalogue of planted faults, and the machinery that shows that each
// of them is caught.
//
// A check that cannot fail proves nothing. So for each check that matters the catalogue has
// a fault, written as a change of source text, and names the one test that must turn red under it.
// The models know nothing of this: a fault is not a switch in the code but is applied by
// the build, through go test -overlay, and the checkout is never changed.
//
// Judging one fault takes these steps:
//
//  1. The old text must stand exactly once in the declaration that the record names, or the catalogue itself is wrong.
//     What counts is its tokens: spaces, line breaks and comments make no difference, nor in which file of
//     the package the declaration stands.
//  2. The named check runs without the fault, once for all faults that name it. It must pass,
//     and it must really have run: a check that is skipped, missing or red shows nothing.
//  3. The file with the new text is laid over the old one, and the check runs again.
//  4. Caught means that this very test failed. A fault that does not compile, or that stops
//     the run before the test began, is an error of the catalogue; a check that runs out of
//     time is inconclusive; a check that passes has let the fault survive.
//
// A fault that survives is a hole in the tests or in the product, unless it is equivalent to the
// original; then it does not belong here.
//
// The faults are data: a file of this folder for each protocol or tool, tlc.faults and so on. The form of a
// file stands in parse.go. A new file is found by its name and needs no other change.
//
// Adding a fault: append a record to the file of its protocol with the next free ID, never reusing one, run
// "quesera mutants --only ID", and regenerate docs/mutants with "go test ./fuzz/mutants -run Pages -update".
package mutants
