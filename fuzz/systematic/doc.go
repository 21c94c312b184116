// Package systematic plants faults by rule: it changes each comparison, boundary, constant and condition, leaves out
// each statement, and so on, one at a time, and tells which of these faults the tests notice and how.
//
// The planted faults of fuzz/mutants each show that one check can fail. These show the opposite: what no check
// would see. A fault is
//
//   - caught, if a test fails that judges behaviour;
//   - text, if only tests fail that compare committed text or figures (golden in the file campaign.list);
//   - hang, if only the bound on time or memory ended the tests;
//   - survived, if all tests pass;
//   - equivalent, if it survived and the file of equivalents says why it changes nothing.
//
// To be quick, all faults of a package are compiled into one test binary, each behind a switch (internal/planted),
// through an overlay that leaves the checkout unchanged. Each test runs once alone to learn which faults it passes;
// then each fault is tried on the tests that pass it only. One that no test passes has survived without a run. The few
// faults that cannot stand behind a switch, as those in constants, are built one by one.
//
// The order is fixed: by package, file and place. A sample is drawn by a hash of a seed and of the fault's key, which
// depends on its declaration alone, so that the same faults are drawn wherever the code has moved.
//
// Not changed are texts and numbers that only go into messages: arguments of fmt, errors and panic.
package systematic
