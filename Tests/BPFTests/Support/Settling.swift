import Glibc

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
