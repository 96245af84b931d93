internal import BPFObject
internal import BTF
internal import Bytes
internal import Synchronization

/// The types of the kernel's modules, read once for as long as each module stays.
final class ModuleCatalog: Sendable {
  private struct State {
    /// By the numbers of their BTF, which the kernel never uses again.
    var modules: [UInt32: TargetModule] = [:]
    /// Why modules were passed over.
    var notes: [String] = []
  }

  private let state = Mutex(State())

  /// Why modules were passed over when they were last looked at.
  var notes: [String] { state.withLock { $0.notes } }

  /// The modules that are loaded now, in the order in which the kernel numbered their types.
  ///
  /// One whose types cannot be read is passed over: objects that do not need it load all the same.
  func modules(of kernel: Kernel, over base: BTFTable) -> [TargetModule] {
    let known = state.withLock { $0.modules }
    var found: [TargetModule] = []
    var notes: [String] = []
    do throws(BPFError) {
      for id in try kernel.ids(of: .btf) {
        if let module = known[id] {
          found.append(module)
          continue
        }
        do throws(BPFError) {
          if let module = try kernel.module(id: id, over: base) { found.append(module) }
        } catch {
          // A module that was unloaded in the meantime is none.
          if error.errno == .noSuchFileOrDirectory { continue }
          // Types by their numbers are for CAP_SYS_ADMIN; the files of sysfs are for all.
          if error.errno == .notPermitted {
            found = modulesInFiles(kernel, over: base, &notes)
            break
          }
          notes.append("the types of a module are passed over: \(error)")
        }
      }
    } catch {
      notes.append("the types of modules are passed over: \(error)")
    }
    state.withLock { state in
      state.modules = Dictionary(
        found.lazy.filter { $0.kernelID != 0 }.map { ($0.kernelID, $0) }
      ) { first, _ in first }
      state.notes = notes
    }
    return found
  }

  private func modulesInFiles(
    _ kernel: Kernel, over base: BTFTable, _ notes: inout [String]
  ) -> [TargetModule] {
    guard let list = try? kernel.calls.readFile("/proc/modules") else { return [] }
    var found: [TargetModule] = []
    for line in String(decoding: list, as: UTF8.self).split(separator: "\n") {
      guard let name = line.split(separator: " ").first.map(String.init),
        let bytes = try? kernel.calls.mapFile("/sys/kernel/btf/" + name)
      else { continue }
      do {
        found.append(TargetModule(name: name, types: try BTFTable(bytes, base: base)))
      } catch {
        notes.append("the types of module \(name) are passed over: \(error)")
      }
    }
    return found
  }
}

extension Kernel {
  /// The module whose types have a number; `nil` for types of the kernel itself and of programs.
  fileprivate func module(id: UInt32, over base: BTFTable) throws(BPFError) -> TargetModule? {
    let descriptor = try open(.btf, id: id)
    let info = try btfInfo(descriptor.rawValue)
    guard info.isKernel, info.name != "vmlinux", !info.name.isEmpty else { return nil }
    let bytes = Bytes(try btfBytes(descriptor.rawValue, size: info.size))
    do {
      return TargetModule(
        name: info.name, types: try BTFTable(bytes, base: base), kernelID: id)
    } catch {
      throw BPFError(
        .corruptData, "read the types of module \(info.name)", underlying: error)
    }
  }
}
