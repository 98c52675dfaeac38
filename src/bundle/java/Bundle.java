import com.google.javascript.jscomp.Compiler;
import com.google.javascript.jscomp.CompilerOptions;
import com.google.javascript.jscomp.CompilerOptions.LanguageMode;
import com.google.javascript.jscomp.DependencyOptions;
import com.google.javascript.jscomp.ModuleIdentifier;
import com.google.javascript.jscomp.SourceFile;
import com.google.javascript.jscomp.VariableRenamingPolicy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes classic scripts of JavaScript modules, because a page from a disk cannot import modules. Nothing is optimized: folded constants would change
 * the last bit of a product. Run by the build: {@code java Bundle.java FOLDER MODULE SCRIPT [MODULE SCRIPT...]}.
 */
final class Bundle {
    private Bundle() {}

    public static void main(String[] args) throws IOException {
        List<SourceFile> modules = new ArrayList<>();
        try (var files = Files.newDirectoryStream(Path.of(args[0]), "*.js")) {
            for (Path file : files) {
                modules.add(SourceFile.fromCode(file.getFileName().toString(), Files.readString(file)));
            }
        }
        for (int i = 1; i < args.length; i += 2) {
            Files.writeString(Path.of(args[i + 1]), script(modules, args[i]));
        }
    }

    /** The module with all that it imports, each module after those that it imports. */
    private static String script(List<SourceFile> modules, String entry) {
        CompilerOptions options = new CompilerOptions();
        options.setLanguageIn(LanguageMode.UNSTABLE);
        options.setLanguageOut(LanguageMode.UNSTABLE);
        options.setOutputCharset(StandardCharsets.UTF_8);
        options.setEmitUseStrict(true);
        options.setVariableRenaming(VariableRenamingPolicy.LOCAL);
        options.setDependencyOptions(DependencyOptions.pruneForEntryPoints(List.of(ModuleIdentifier.forFile(entry))));
        Compiler compiler = new Compiler(System.err);
        if (!compiler.compile(List.of(), modules, options).success) {
            System.exit(1); // the compiler has printed why
        }
        return compiler.toSource();
    }
}
