package dev.firedrill.scenarios.architecture;

import com.sun.source.tree.BindingPatternTree;
import com.sun.source.tree.CaseLabelTree;
import com.sun.source.tree.CaseTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ConstantCaseLabelTree;
import com.sun.source.tree.DefaultCaseLabelTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.PatternCaseLabelTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.SwitchTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import dev.firedrill.engine.port.NodeEvent;
import dev.firedrill.faults.injection.Injection;
import dev.firedrill.reports.check.Verdict;
import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.InjectionKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.Types;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/// Rules that byte code does not show, checked on the trees of javac:
///
/// - A switch over a closed family lists its members. A `default`, or a pattern that takes every
///   value, would silently answer for a member that is added later.
/// - Injections, events of nodes and labs are types. No text is compared with their names.
/// - Actions of the operator are types. What judges a journal does not know the commands.
final class SourceRules {
    private static final List<Class<?>> CLOSED =
            List.of(Injection.class, Event.class, NodeEvent.class, Verdict.class);

    /// Methods that ask something of a text.
    private static final Set<String> TEXT_TESTS =
            Set.of(
                    "equals",
                    "equalsIgnoreCase",
                    "contentEquals",
                    "startsWith",
                    "endsWith",
                    "contains",
                    "indexOf",
                    "lastIndexOf",
                    "regionMatches",
                    "matches",
                    "compareTo",
                    "split",
                    "replace",
                    "replaceAll",
                    "replaceFirst",
                    "compile");

    private static final Set<String> LABS = Set.of("sim", "docker");
    private static final List<String> MAY_NAME_LABS =
            List.of(
                    "dev.firedrill.faults.sim",
                    "dev.firedrill.faults.docker",
                    "dev.firedrill.scenarios.cli");
    private static final String CODEC = "NodeEventCodec.java";

    /// A whole command of an operator; a sentence about one has words in lower case.
    private static final Pattern COMMAND =
            Pattern.compile("(REPLICAOF|SLAVEOF|CONFIG|SHUTDOWN|BGSAVE|FLUSHALL)( [A-Z]+)*");

    private static final Pattern QUOTES_COMMAND = Pattern.compile('"' + COMMAND.pattern() + '"');
    private static final List<String> JUDGES =
            List.of("dev.firedrill.reports.incident", "dev.firedrill.reports.check");
    private static final String COMMAND_WORDS = "OperatorWords.java";

    /// Simple names of the records, and as journals name them.
    private static final Set<String> INJECTIONS = injections();

    private static final Set<String> NODE_EVENTS = nodeEvents();

    private SourceRules() {}

    private static Set<String> injections() {
        var names = new TreeSet<String>();
        Injection.kinds().forEach(kind -> names.add(kind.getSimpleName()));
        for (InjectionKind kind : InjectionKind.values()) {
            names.add(kind.name());
            names.add(kind.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        }
        return names;
    }

    /// As the codec prints them: `resync-decided`.
    private static Set<String> nodeEvents() {
        var names = new TreeSet<String>();
        for (Class<?> type : NodeEvent.class.getPermittedSubclasses()) {
            names.add(
                    type.getSimpleName()
                            .replaceAll("(?<!^)([A-Z])", "-$1")
                            .toLowerCase(Locale.ROOT));
        }
        return names;
    }

    /// What a label that takes every value of a closed family looks like: `default`, or a pattern
    /// of a type that has members of its own.
    private static final Pattern TAKES_MANY =
            Pattern.compile(
                    "\\bdefault\\s*(->|:)|\\bcase\\s+[\\w.]*(Injection|Event|Verdict)\\s+\\w+\\s*(->|:)");

    /// Whether a source has to be looked at more closely.
    static boolean concerns(String source) {
        return TAKES_MANY.matcher(source).find()
                || source.contains("firedrill:")
                || QUOTES_COMMAND.matcher(source).find()
                || LABS.stream().anyMatch(lab -> source.contains('"' + lab + '"'))
                || INJECTIONS.stream().anyMatch(name -> source.contains('"' + name))
                || NODE_EVENTS.stream().anyMatch(source::contains);
    }

    /// @param sources complete, with all other classes on the class path
    /// @return what breaks a rule, each as `File.java:line: why`
    static List<String> violations(List<? extends JavaFileObject> sources) throws IOException {
        var compiler = ToolProvider.getSystemJavaCompiler();
        var complaints = new DiagnosticCollector<JavaFileObject>();
        String classPath =
                System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path"));
        var task =
                (JavacTask)
                        compiler.getTask(
                                null,
                                null,
                                complaints,
                                List.of("-proc:none", "-nowarn", "-cp", classPath),
                                null,
                                sources);
        var units = new ArrayList<CompilationUnitTree>();
        task.parse().forEach(units::add);
        task.analyze();
        for (var complaint : complaints.getDiagnostics()) {
            if (complaint.getKind() == Diagnostic.Kind.ERROR) {
                throw new IllegalStateException(complaint.toString());
            }
        }
        var violations = new ArrayList<String>();
        for (CompilationUnitTree unit : units) {
            new Scan(task, unit, violations).scan(unit, null);
        }
        return violations;
    }

    private static final class Scan extends TreePathScanner<Void, Void> {
        private final Trees trees;
        private final Types types;
        private final List<TypeMirror> closed;
        private final CompilationUnitTree unit;
        private final String file;
        private final List<String> violations;

        Scan(JavacTask task, CompilationUnitTree unit, List<String> violations) {
            this.unit = unit;
            this.violations = violations;
            trees = Trees.instance(task);
            types = task.getTypes();
            closed =
                    CLOSED.stream()
                            .map(family -> task.getElements().getTypeElement(family.getName()))
                            .map(family -> types.erasure(family.asType()))
                            .toList();
            String path = unit.getSourceFile().getName();
            file = path.substring(path.lastIndexOf('/') + 1);
        }

        private void violated(Tree at, String why) {
            long position = trees.getSourcePositions().getStartPosition(unit, at);
            violations.add(
                    String.format(
                            Locale.ROOT,
                            "%s:%d: %s",
                            file,
                            unit.getLineMap().getLineNumber(position),
                            why));
        }

        @Override
        public Void visitSwitch(SwitchTree tree, Void unused) {
            check(tree.getExpression(), tree.getCases());
            return super.visitSwitch(tree, null);
        }

        @Override
        public Void visitSwitchExpression(SwitchExpressionTree tree, Void unused) {
            check(tree.getExpression(), tree.getCases());
            return super.visitSwitchExpression(tree, null);
        }

        private void check(ExpressionTree selector, List<? extends CaseTree> cases) {
            TypeMirror type = typeOf(selector);
            boolean overClosedFamily =
                    closed.stream()
                            .anyMatch(family -> types.isSubtype(types.erasure(type), family));
            for (CaseTree one : cases) {
                for (CaseLabelTree label : one.getLabels()) {
                    if (overClosedFamily && takesEveryValue(label, type)) {
                        violated(label, "a default in a switch over " + type);
                    }
                    if (label instanceof ConstantCaseLabelTree constant) {
                        compared(constant.getConstantExpression());
                    }
                }
            }
        }

        private TypeMirror typeOf(Tree tree) {
            return trees.getTypeMirror(TreePath.getPath(unit, tree));
        }

        private boolean takesEveryValue(CaseLabelTree label, TypeMirror selector) {
            return label instanceof DefaultCaseLabelTree
                    || (label instanceof PatternCaseLabelTree pattern
                            && pattern.getPattern() instanceof BindingPatternTree binding
                            && types.isSubtype(
                                    types.erasure(selector),
                                    types.erasure(typeOf(binding.getVariable().getType()))));
        }

        @Override
        public Void visitMethodInvocation(MethodInvocationTree call, Void unused) {
            if (call.getMethodSelect() instanceof MemberSelectTree method
                    && TEXT_TESTS.contains(method.getIdentifier().toString())) {
                compared(method.getExpression());
                call.getArguments().forEach(this::compared);
            }
            return super.visitMethodInvocation(call, null);
        }

        @Override
        public Void visitMemberReference(MemberReferenceTree method, Void unused) {
            if (TEXT_TESTS.contains(method.getName().toString())) {
                compared(method.getQualifierExpression());
            }
            return super.visitMemberReference(method, null);
        }

        @Override
        public Void visitLiteral(LiteralTree literal, Void unused) {
            if (literal.getValue() instanceof String text
                    && COMMAND.matcher(text).matches()
                    && JUDGES.contains(String.valueOf(unit.getPackageName()))
                    && !file.equals(COMMAND_WORDS)) {
                violated(literal, "an action of the operator is recognised by its text, " + text);
            }
            return super.visitLiteral(literal, null);
        }

        private void compared(ExpressionTree with) {
            if (!(valueOf(with) instanceof String text)) {
                return;
            }
            String home = String.valueOf(unit.getPackageName());
            if (LABS.contains(text) && MAY_NAME_LABS.stream().noneMatch(home::startsWith)) {
                violated(with, "a text is compared with the name of a lab, " + text);
            }
            if (INJECTIONS.stream().anyMatch(text::startsWith)) {
                violated(with, "a text is compared with the name of an injection, " + text);
            }
            boolean ofAnEvent =
                    NODE_EVENTS.stream().anyMatch(text::contains) || text.contains("firedrill:");
            if (ofAnEvent && !file.equals(CODEC)) {
                violated(with, "a line of an event is read outside of its codec, " + text);
            }
        }

        /// Of a literal or a constant.
        private @Nullable Object valueOf(ExpressionTree tree) {
            return switch (tree) {
                case ParenthesizedTree inner -> valueOf(inner.getExpression());
                case LiteralTree literal -> literal.getValue();
                case IdentifierTree name -> constant(name);
                case MemberSelectTree name -> constant(name);
                default -> null;
            };
        }

        private @Nullable Object constant(ExpressionTree name) {
            return trees.getElement(TreePath.getPath(unit, name)) instanceof VariableElement field
                    ? field.getConstantValue()
                    : null;
        }
    }
}
