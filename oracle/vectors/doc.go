// Package vectors runs public test vectors of BLS12-381 and of the networks built on it, as
// their publishers lay them out, against model/crypto/bls.
//
// A file is recognised by its content, not by its name:
//
//   - RFC 9380: suites over BLS12-381 (appendix J.9, J.10) with every intermediate value, and
//     expand_message by SHA-2 and SHAKE (appendix K);
//   - Ethereum: bls12-381-tests in JSON and YAML, and the same operations in the layout of
//     consensus-spec-tests, where the directory tells apart operations of equal inputs;
//   - Wycheproof: bls_*.json of testvectors_v1;
//   - drand: chain infos and beacons as the HTTP API returns them (a beacon is judged by the chain
//     infos beside it or one directory above, failing these by all that the run meets and by
//     the public networks), and lists of either, in which the field valid says what must
//     come out;
//   - verify-bls-signatures of dfinity, bls_sigs_ref of kwantam, key:message:signature of commonware, and the blocks
//     of herumi's bls, of which those under an obsolete suite are told and not run;
//   - EIP-2537: calls of the precompiles in both groups, with their failures;
//   - zkcrypto: the multiples of the generators, compressed and not;
//   - tlock: its pairing values, and ciphertexts with the signature that opens them;
//   - dfinity's NI-DKG: keys, proofs of possession, and dealings with the proofs that need no more than the keys beside
//     them;
//   - quesera's own conformance vectors (oracle/conformance), with their manifest and schemas.
//
// What is refused although its publisher accepts it, or the reverse, is a failure. What cannot
// be run is counted apart and says why; it is never counted as passed.
package vectors
