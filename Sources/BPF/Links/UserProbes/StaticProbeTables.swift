internal import BPFObject
internal import Synchronization

/// The maps by which programs of an object learn where the arguments of statically defined probes are:
/// `__bpf_usdt_specs` and, for kernels without cookies, `__bpf_usdt_ip_to_spec_id`.
package final class StaticProbeTables: Sendable {
  static let specsName = "__bpf_usdt_specs"
  static let placesName = "__bpf_usdt_ip_to_spec_id"

  let specs: Map
  let places: Map?
  let layout: Result<ProbeSpecLayout, ProbeSpecLayout.Mismatch>
  private let state = Mutex(State())

  private struct State {
    var free: [UInt32] = []
    var next: UInt32 = 0
    /// Numbers of links that somebody holds beyond their end here, by the links' ids.
    var held: [(link: UInt32, numbers: [UInt32])] = []
  }

  init(
    specs: Map, places: Map?, layout: Result<ProbeSpecLayout, ProbeSpecLayout.Mismatch>
  ) {
    self.specs = specs
    self.places = places
    self.layout = layout
  }

  /// Finds the maps among those of a plan that was carried out; `nil` when the object has none.
  convenience init?(_ plan: LoadPlan, _ maps: [Map]) {
    guard let specs = maps.first(where: { $0.name == StaticProbeTables.specsName }),
      let spec = plan.maps.first(where: { $0.spec.name == StaticProbeTables.specsName })?.spec
    else { return nil }
    let layout: Result<ProbeSpecLayout, ProbeSpecLayout.Mismatch>
    if let types = plan.types {
      do throws(ProbeSpecLayout.Mismatch) {
        layout = .success(try ProbeSpecLayout(types, value: spec.valueType))
      } catch { layout = .failure(error) }
    } else {
      layout = .failure(ProbeSpecLayout.Mismatch(reason: "the object has no types"))
    }
    self.init(
      specs: specs, places: maps.first { $0.name == StaticProbeTables.placesName }, layout: layout)
  }

  /// Writes where arguments are, and gives the number by which programs find that.
  func add(_ value: [UInt8], _ action: String) throws(BPFError) -> UInt32 {
    reclaim()
    let number = state.withLock { state in
      if let number = state.free.popLast() { return number }
      state.next += 1
      return state.next - 1
    }
    guard Int(number) < specs.maxEntries else {
      remove([number])
      throw BPFError(
        .limitReached, action,
        reason: "\(StaticProbeTables.specsName) has room for \(specs.maxEntries) different places",
        advice: "define a larger BPF_USDT_MAX_SPEC_CNT before usdt.bpf.h is included, or set the "
          + "map's maxEntries before the object is loaded", map: specs.name)
    }
    do { try specs.setValue(value, forKey: bytes(number)) } catch {
      remove([number])
      throw error
    }
    return number
  }

  /// Gives numbers back.
  func remove(_ numbers: some Sequence<UInt32>) {
    state.withLock { $0.free += numbers }
  }

  /// Gives numbers back once a link is gone.
  ///
  /// One that was pinned goes on with its numbers, and a process that is being started holds every
  /// link for a moment; so it is asked again when numbers are wanted.
  func remove(_ numbers: [UInt32], onceGone link: UInt32) {
    state.withLock { $0.held.append((link, numbers)) }
    reclaim()
  }

  private func reclaim() {
    state.withLock { state in
      state.held.removeAll { link, numbers in
        guard !isHeld(link) else { return false }
        state.free += numbers
        return true
      }
    }
  }

  private func isHeld(_ link: UInt32) -> Bool {
    do {
      _ = try specs.kernel.open(.link, id: link)
      return true
    } catch {
      return error.code != .notFound
    }
  }

  /// Tells programs by what number a place in memory goes.
  func add(place: UInt64, _ number: UInt32, _ action: String) throws(BPFError) {
    guard let places else {
      throw BPFError(
        .unsupported, action,
        reason:
          "the object has no map \(StaticProbeTables.placesName), which programs need on this "
          + "kernel, older than 5.15",
        advice: "include usdt.bpf.h without defining away its second map")
    }
    do throws(BPFError) {
      try places.setValue(bytes(number), forKey: bytes(place), .onlyNew)
    } catch {
      throw error.adding { facts in
        facts.action = action
        if error.code == .limitReached {
          facts.reason = "\(places.name) has room for \(places.maxEntries) places"
          facts.advice =
            "define a larger BPF_USDT_MAX_IP_CNT before usdt.bpf.h is included, or set the map's "
            + "maxEntries before the object is loaded"
        } else if error.code == .alreadyExists {
          facts.reason = "a program of the object is attached to the place already"
          facts.advice =
            "detach that first: this kernel, older than 5.15, tells places apart only "
            + "by their addresses"
        }
      }
    }
  }

  func remove(places addresses: [UInt64]) {
    guard let places else { return }
    for address in addresses { _ = try? places.removeValue(forKey: bytes(address)) }
  }

  private func bytes<Number: FixedWidthInteger & BitwiseCopyable>(_ number: Number) -> [UInt8] {
    unsafe withUnsafeBytes(of: number) { unsafe Array($0) }
  }
}
