internal import BPFObject
internal import Bytes

/// Where frames that a program redirects to a map of devices or CPUs go, and which program sees them
/// there.
public struct RedirectTarget: Sendable, Hashable {
  /// The number of the interface, or the length of the CPU's queue.
  public var number: UInt32
  /// The id of the program that runs there, if there is one.
  public var programID: UInt32?
}

// Entries of the maps that XDP programs redirect to (`struct bpf_devmap_val`, `bpf_cpumap_val`).
extension Map {
  /// Sets an interface that frames can be redirected to (`BPF_MAP_TYPE_DEVMAP`, Linux 4.14;
  /// `BPF_MAP_TYPE_DEVMAP_HASH`, Linux 5.4).
  ///
  /// - Parameters:
  ///   - key: the index, or for a hash the key.
  ///   - program: of section `xdp/devmap`; sees the frames before they are sent (Linux 5.8).
  public func setDevice(
    _ interface: NetworkInterface, forKey key: UInt32, program: Program? = nil
  ) throws(BPFError) {
    let action = "set \(interface) as entry \(key) of \(self)"
    guard type == .deviceMap || type == .deviceMapHash else {
      throw BPFError(.invalidArgument, action, reason: "it is no map of devices", map: name)
    }
    let index: UInt32
    do { index = try kernel.interface(interface).index } catch {
      throw error.adding { facts in
        facts.action = action
        facts.map = name
      }
    }
    try setRedirect(index, key, program, action)
  }

  /// Sets the queue of a CPU that frames can be redirected to (`BPF_MAP_TYPE_CPUMAP`, Linux 4.15).
  ///
  /// - Parameters:
  ///   - queueSize: how many frames may wait, at most 16384.
  ///   - program: of section `xdp/cpumap`; sees the frames on that CPU (Linux 5.9).
  public func setQueue(
    ofCPU cpu: UInt32, size queueSize: UInt32, program: Program? = nil
  ) throws(BPFError) {
    let action = "set the queue of CPU \(cpu) in \(self)"
    guard type == .cpuMap else {
      throw BPFError(.invalidArgument, action, reason: "it is no map of CPUs", map: name)
    }
    try setRedirect(queueSize, cpu, program, action)
  }

  /// An entry of a map of devices or CPUs.
  ///
  /// - Returns: `nil` when there is none.
  public func redirectTarget(forKey key: UInt32) throws(BPFError) -> RedirectTarget? {
    var bytes: [UInt8] = []
    bytes.append(word: key, .host)
    guard let value = try value(forKey: bytes) else { return nil }
    let span = unsafe value.span.bytes
    guard let number: UInt32 = span.load(at: 0), number != 0 else { return nil }
    let program: UInt32? = span.load(at: 4)
    return RedirectTarget(number: number, programID: program == 0 ? nil : program)
  }

  private func setRedirect(
    _ number: UInt32, _ key: UInt32, _ program: Program?, _ action: String
  ) throws(BPFError) {
    var value: [UInt8] = []
    value.append(word: number, .host)
    if valueSize >= 8 {
      // -1 and 0 are both no program for the kernels that know programs here.
      value.append(word: program.map { UInt32(bitPattern: $0.descriptor.rawValue) } ?? .max, .host)
    } else if let program {
      throw BPFError(
        .invalidArgument, action,
        reason: "the map's values have \(valueSize) bytes, which leave no room for a program",
        advice: "Give the map values of 8 bytes: an interface or a length, and a descriptor",
        map: name, program: program.name)
    }
    var bytes: [UInt8] = []
    bytes.append(word: key, .host)
    do { try setValue(value, forKey: bytes) } catch {
      throw error.adding { facts in
        facts.action = action
        guard let program else { return }
        facts.program = program.name
        // Of a map of CPUs, the kernel says that it had no memory for the entry.
        guard error.errno == .invalidArgument || error.errno == .noMemory else { return }
        let (wanted, section): (AttachType, String) =
          type == .cpuMap ? (.xdpCPUMap, "xdp/cpumap") : (.xdpDeviceMap, "xdp/devmap")
        facts.reason =
          "the program is not of type xdp and attach type \(wanted) (section \(section)), or the number "
          + "is out of range"
      }
    }
  }
}
