// Loads the copy of Jazzer.js's addon that asks for no newer glibc, in the place of the one installed.
const { dlopen } = process;
const [installed, copy] = [process.env.FUZZ_ADDON, process.env.FUZZ_ADDON_COPY];

process.dlopen = (target, file, ...flags) => dlopen.call(process, target, file === installed ? copy : file, ...flags);
