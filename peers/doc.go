// Package peers holds quesera against independent implementations of the same
// cryptography: blst, in C and assembly, which most of Ethereum runs, Cloudflare's circl v1.6.5, and drand's kyber
// v1.3.2 on kilic's BLS12-381. It is a module of its own, so that importing quesera stays
// light; it has tests and benchmarks only. blst needs a C compiler.
//
// Where a peer is known to be wrong, the test asserts the difference instead of passing
// over it: if the peer is mended, the test says so.
package peers
