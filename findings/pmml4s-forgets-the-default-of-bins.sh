#!/usr/bin/env bash
# PMML4S 1.5.6: a number that no bin of a Discretize holds counts as missing: it gets mapMissingTo, or nothing, and not defaultValue, as PMML 4.4
# and JPMML 1.7.7 have it. Below, a score of 10 has the grade of those that are missing, and their points. Guess: the default, C.
# Let the bins of a Discretize cover every number; exported PMML relies on no default.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
jars() { # group artifact version: the library and what it needs, in a folder of its name
  mkdir "$2"
  cat >"$2/pom.xml" <<POM
<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion><groupId>x</groupId><artifactId>x</artifactId><version>1</version>
<dependencies><dependency><groupId>$1</groupId><artifactId>$2</artifactId><version>$3</version></dependency></dependencies></project>
POM
  mvn -B -q -Dstyle.color=never -f "$2/pom.xml" -Dmaven.repo.local="$dir/m2" org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies \
    -DincludeScope=runtime -DoutputDirectory="$dir/$2/jars"
}
jars org.pmml4s pmml4s_3 1.5.6
jars org.jpmml pmml-evaluator-metro 1.7.7
field() { # element, its other attributes
  echo "<$1 name=\"$2\" optype=\"categorical\" dataType=\"string\"$3><Discretize field=\"x\" dataType=\"string\" defaultValue=\"C\" mapMissingTo=\"none\">
<DiscretizeBin binValue=\"A\"><Interval closure=\"closedOpen\" leftMargin=\"50\" rightMargin=\"100\"/></DiscretizeBin>
<DiscretizeBin binValue=\"B\"><Interval closure=\"closedOpen\" leftMargin=\"20\" rightMargin=\"50\"/></DiscretizeBin></Discretize></$1>"
}
cat >model.pmml <<PMML
<PMML version="4.4" xmlns="http://www.dmg.org/PMML-4_4">
<Header/>
<DataDictionary><DataField name="x" optype="continuous" dataType="double"/></DataDictionary>
<Scorecard functionName="regression" initialScore="0" useReasonCodes="false">
<MiningSchema><MiningField name="x"/></MiningSchema>
<Output>
<OutputField name="points" optype="continuous" dataType="double" feature="predictedValue"/>
$(field OutputField grade ' feature="transformedValue"')
</Output>
<LocalTransformations>$(field DerivedField band '')</LocalTransformations>
<Characteristics><Characteristic name="c">
<Attribute partialScore="30"><SimplePredicate field="band" operator="equal" value="A"/></Attribute>
<Attribute partialScore="20"><SimplePredicate field="band" operator="equal" value="B"/></Attribute>
<Attribute partialScore="10"><SimplePredicate field="band" operator="equal" value="C"/></Attribute>
<Attribute partialScore="-1"><True/></Attribute>
</Characteristic></Characteristics>
</Scorecard>
</PMML>
PMML
cat >P.java <<'JAVA'
import java.util.*;
public class P {
  public static void main(String[] a) throws Exception {
    var model = org.pmml4s.model.Model.fromFile("model.pmml");
    for (Double x : Arrays.asList(60.0, 30.0, 10.0, null)) {
      Map<String, Object> row = new HashMap<>();
      row.put("x", x);
      Map<String, Object> found = model.predict(row);
      System.out.print("  " + x + ": grade " + found.get("grade") + ", points " + found.get("points"));
    }
  }
}
JAVA
cat >J.java <<'JAVA'
import java.util.*;
import org.jpmml.evaluator.*;
public class J {
  public static void main(String[] a) throws Exception {
    Evaluator model = new LoadingModelEvaluatorBuilder().load(new java.io.File("model.pmml")).build();
    for (Double x : Arrays.asList(60.0, 30.0, 10.0, null)) {
      Map<String, Object> row = new HashMap<>();
      for (InputField field : model.getInputFields()) row.put(field.getName(), field.prepare(x));
      Map<String, ?> found = EvaluatorUtil.decodeAll(model.evaluate(row));
      System.out.print("  " + x + ": grade " + found.get("grade") + ", points " + found.get("points"));
    }
  }
}
JAVA
seen="PMML4S 1.5.6:$(java -cp 'pmml4s_3/jars/*' P.java)
JPMML 1.7.7:$(java -cp 'pmml-evaluator-metro/jars/*' J.java)"
wanted='PMML4S 1.5.6:  60.0: grade A, points 30.0  30.0: grade B, points 20.0  10.0: grade none, points -1.0  null: grade none, points -1.0
JPMML 1.7.7:  60.0: grade A, points 30.0  30.0: grade B, points 20.0  10.0: grade C, points 10.0  null: grade none, points -1.0'
echo "$seen"
[ "$seen" = "$wanted" ] || { echo "changed: wanted"; echo "$wanted"; exit 1; }
