import java.io.FileInputStream;
import java.io.InputStream;
import java.util.TreeSet;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/** Checks one file against each profile named: java ConformanceCheck FILE 3a 3u ua1. One line each. */
public class ConformanceCheck {
    public static void main(String[] arguments) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        for (int i = 1; i < arguments.length; i++) {
            System.out.println(arguments[i] + " " + check(arguments[0], arguments[i]));
        }
    }

    private static String check(String file, String profile) throws Exception {
        PDFAFlavour flavour = PDFAFlavour.byFlavourId(profile);
        try (InputStream stream = new FileInputStream(file);
             PDFAParser parser = Foundries.defaultInstance().createParser(stream, flavour)) {
            ValidationResult result =
                Foundries.defaultInstance().createValidator(flavour, false).validate(parser);
            return result.isCompliant() ? "passes" : "fails " + broken(result);
        }
    }

    private static TreeSet<String> broken(ValidationResult result) {
        TreeSet<String> clauses = new TreeSet<>();
        for (TestAssertion assertion : result.getTestAssertions()) {
            if (assertion.getStatus() == TestAssertion.Status.FAILED) {
                clauses.add(assertion.getRuleId().getClause() + ": " + assertion.getMessage());
            }
        }
        return clauses;
    }
}
