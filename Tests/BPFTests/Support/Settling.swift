import Glibc

@testable import BPF

/// Whether what should have ended has: asks again for a while.
///
/// A link ends when its last descriptor is closed, and a process that another test is just starting
/// has a copy of all descriptors until it runs its own program.
func settles(_ condition: () throws -> Bool) rethrows -> Bool {
  for _ in 0..<1000 {
    if try condition() { return true }
    usleep(5000)
  }
  return false
}

/// Whether links of these ids are gone, or soon will be: a process that another test is just starting
/// holds them for a moment, and their programs stay attached.
func areGone(_ links: [UInt32], _ kernel: Kernel) -> Bool {
  settles { links.allSatisfy { (try? kernel.open(.link, id: $0)) == nil } }
}
